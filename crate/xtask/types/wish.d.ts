// What a painting is to become, as the page tells the worker that takes it elsewhere; see the class `Export`.

type ExportWish =
  | { kind: "picture"; scale: number }
  | { kind: "page"; title: string; address?: string; partner?: boolean }
  | { kind: "shapes" }
  | ({ kind: "gif" | "apng" } & FilmWish)
  // As `filmLimits` tells of it.
  | ({ kind: "webm"; codec: string } & FilmWish);

type FilmWish = { seconds: number; side: number; stillMs: number };

// What a film of a painting may be like.
type FilmLimits = Record<"seconds" | "side" | "stillMs", { least: number; most: number; usual: number }> & { encodings: FilmEncoding[] };

type FilmEncoding = { codec: string; width: number; height: number; bitrate: number; framerate: number };
