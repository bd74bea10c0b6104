// `self` in a service worker: TypeScript takes it for any worker's.

interface WorkerGlobalScope extends Pick<ServiceWorkerGlobalScope, "registration" | "clients"> {}

interface WorkerGlobalScopeEventMap extends Pick<ServiceWorkerGlobalScopeEventMap, "install" | "activate" | "fetch"> {}
