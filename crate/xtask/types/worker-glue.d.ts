// The glue that the build writes beside the workers' wasm. It is not there when the scripts are checked: this is what
// they may call. A test compares it with `crate/web`, name by name and argument by argument.

declare module "*/generated/worker.js" {
  export default function init(): Promise<unknown>;

  export class WorkerHalf {
    constructor(weights?: Uint8Array);
    handle(bytes: Uint8Array): void;
    work(budgetMs: number): Promise<boolean>;
    proposalMs(windows: number): Promise<number>;
    learningMs(): Promise<Float64Array>;
    takeReplies(): Uint8Array[];
    free(): void;
  }
}

declare module "*/generated/worker-wgpu.js" {
  import { WorkerHalf as OnFlex } from "*/generated/worker.js";

  export default function init(): Promise<unknown>;

  export class WorkerHalf extends OnFlex {
    startGpu(asked: boolean): Promise<Float64Array>;
    usesGpu(): boolean;
    gpuHandle(): GpuHandle | undefined;
    compareGpu(): Promise<Float64Array>;
    free(): void;
  }

  export class GpuHandle {
    destroy(): void;
    free(): void;
  }
}

declare module "*/generated/share.js" {
  export default function init(): Promise<unknown>;

  export class Export {
    static picture(packed: Uint8Array, scale: number): Export;
    static page(packed: Uint8Array, title: string, address?: string, partner?: Uint8Array): Export;
    static shapes(packed: Uint8Array): Export;
    static film(packed: Uint8Array, gif: boolean, seconds: number, side: number, stillMs: number): Export;
    work(budgetMs: number): Uint8Array<ArrayBuffer> | undefined;
    percent(): number;
    free(): void;
  }

  export class Video {
    constructor(packed: Uint8Array, codec: string, seconds: number, side: number, stillMs: number);
    work(budgetMs: number): Shot | undefined;
    encoding(): FilmEncoding | undefined;
    isOver(): boolean;
    take(atUs: number, key: boolean, bytes: Uint8Array): void;
    finish(): Uint8Array<ArrayBuffer>;
    percent(): number;
    free(): void;
  }

  export class Shot {
    planes(before?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
    atUs(): number;
    staysUs(): number;
    isKey(): boolean;
    free(): void;
  }

  export function filmLimits(longer: number): FilmLimits;
}

declare module "*/generated/plotter.js" {
  export default function init(): Promise<unknown>;

  type Shown = { width: number; height: number; rgba: Uint8ClampedArray<ArrayBuffer> };

  export class Plotter {
    constructor();
    setup(pens: string, width: number, height: number): string;
    checked(json: string): string;
    begin(packed: Uint8Array, setup: string): void;
    work(budgetMs: number): boolean;
    percent(): number;
    report(): object | null;
    preview(): Shown | null;
    write(form: string): void;
    written(budgetMs: number): Uint8Array<ArrayBuffer> | undefined;
    png(): Uint8Array<ArrayBuffer>;
    straighten(photographWidth: number, photographHeight: number, rgba: Uint8Array, corners: Float64Array, setup: string, width: number, height: number, paper: number, even: boolean): Shown;
    changed(): number | undefined;
    taken(): Uint8Array<ArrayBuffer>;
    free(): void;
  }
}

declare module "*/generated/design.js" {
  export default function init(): Promise<unknown>;

  type Numbers = Float32Array<ArrayBuffer>;

  export class Design {
    constructor(width: number, height: number);
    paintOn(width: number, height: number, brush: Uint8Array): void;
    clear(): void;
    addStroke(motif: number, points: Float32Array, color: number, ofBud: boolean): void;
    takeStrokes(motif: number, packed: Uint8Array, count: number): number;
    takeSpan(motif: number, packed: Uint8Array, from: number, to: number): number;
    takeWithin(motif: number, packed: Uint8Array, line: Float32Array): number;
    begin(): void;
    correct(motif: number, slot: number, other: number): boolean;
    rotate(): boolean;
    revert(): number;
    matches(): Numbers;
    propose(seed: number): Numbers;
    choose(index: number): Numbers;
    work(budgetMs: number): boolean;
    percent(): number;
    encode(): Uint8Array<ArrayBuffer>;
    open(bytes: Uint8Array): void;
    cards(): Numbers;
    map(): Numbers;
    trust(columns: number, rows: number): Numbers;
    drawing(x: number, y: number, growth: number): Numbers;
    single(at: Float32Array, growth: number, place: Float32Array, size: number, turn: number): Uint8Array<ArrayBuffer>;
    garland(line: Float32Array, way: Float32Array, growth: Float32Array, size: Float32Array, spacing: number, branch: boolean, variation: number, seed: number): Uint8Array<ArrayBuffer>;
    scatter(place: Float32Array, count: number, at: Float32Array, growth: number, size: number, variation: number, seed: number): Uint8Array<ArrayBuffer>;
    decorate(line: Float32Array, at: Float32Array, growth: number, size: number, variation: number, seed: number): Uint8Array<ArrayBuffer>;
    recognise(card: number): Numbers;
    relations(): Numbers;
    free(): void;
  }
}

declare module "*/generated/imagine.js" {
  export default function init(): Promise<unknown>;

  export class Imagine {
    constructor(seed: number);
    paintOn(width: number, height: number, brush: Uint8Array): void;
    load(bytes: Uint8Array): string[];
    imagine(count: number, kind: number, learned: boolean): number;
    drawings(): Float32Array<ArrayBuffer>;
    say(index: number, likes: boolean): void;
    said(learned: boolean): Uint32Array<ArrayBuffer>;
    forgetSaid(learned: boolean): void;
    sketch(count: number): Float32Array<ArrayBuffer>;
    place(index: number, x: number, y: number, size: number, color: number): Uint8Array<ArrayBuffer>;
    clear(): void;
    addStroke(card: number, points: Float32Array): void;
    begin(name: string): void;
    work(budgetMs: number): void;
    standing(): Float64Array;
    ahead(): string;
    card(index: number): Uint8Array<ArrayBuffer>;
    encode(name: string): Uint8Array<ArrayBuffer>;
    open(bytes: Uint8Array): string;
    forget(): void;
    free(): void;
  }
}
