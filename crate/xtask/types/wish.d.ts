// What a painting is to become, as the page tells the worker that takes it elsewhere; see the class `Export`.

type ExportWish =
  | { kind: "picture"; scale: number }
  | { kind: "page"; title: string; address?: string; partner?: boolean }
  | { kind: "shapes" }
  | { kind: "gif" | "apng"; seconds: number };
