// The glue that the build writes beside the workers' wasm: it is not there when the scripts are checked.

declare module "*/generated/worker.js" {
  export default function init(): Promise<any>;
  export const Brain: any;
}

declare module "*/generated/worker-wgpu.js" {
  export default function init(): Promise<any>;
  export const Brain: any;
}
