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
    static page(packed: Uint8Array, title: string, address?: string): Export;
    static shapes(packed: Uint8Array): Export;
    static film(packed: Uint8Array, gif: boolean, seconds: number): Export;
    work(budgetMs: number): Uint8Array<ArrayBuffer> | undefined;
    percent(): number;
    free(): void;
  }
}
