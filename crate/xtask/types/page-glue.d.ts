// The glue that the build writes beside the wasm. It is not there when the scripts are checked: its classes are
// known by name, and what they do only in so far as it stands here.

declare module "*/generated/page.js" {
  export default function init(): Promise<any>;
  export class Page {
    constructor(...parts: any[]);
    free(): void;
    static [name: string]: any;
    [name: string]: any;
  }
  export class Opening {
    constructor(...parts: any[]);
    free(): void;
    static [name: string]: any;
    [name: string]: any;
  }
}

declare module "*/generated/renderer.js" {
  export default function init(): Promise<any>;
  export class Renderer {
    static start(canvas: HTMLCanvasElement): Promise<Renderer>;
    free(): void;
    [name: string]: any;
  }
}
