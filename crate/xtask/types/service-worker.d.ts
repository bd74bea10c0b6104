// `self` in a service worker: TypeScript takes it for any worker's.

interface WorkerGlobalScope extends Pick<ServiceWorkerGlobalScope, "registration" | "clients" | "skipWaiting"> {}

interface WorkerGlobalScopeEventMap extends Pick<ServiceWorkerGlobalScopeEventMap, "install" | "activate" | "fetch"> { message: MessageEvent | ExtendableMessageEvent }
