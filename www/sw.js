// Makes the page open without a network after the first visit. `xtask` puts the list of files and
// a name for their sum in place of the two tokens below; unbuilt, nothing is kept.

/** @type {string[]} */
const PRECACHE = /*PRECACHE*/[];
const VERSION = /*VERSION*/"";
const CACHE = `limner-${self.registration.scope}-${VERSION}`;
const PREFIX = `limner-${self.registration.scope}-`;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const own = request.method === "GET" && request.url.startsWith(self.registration.scope);
  if (!own || VERSION === "") return;
  event.respondWith(request.mode === "navigate" ? newestPage(request) : keptFile(request));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  const urls = PRECACHE.map((path) => new URL(path, self.registration.scope).href);
  await cache.addAll([...new Set([self.registration.scope, ...urls])]);
}

/** Caches of other scopes on the same host are none of ours. */
async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** index.html keeps its name, so the network's copy is preferred: it names the newest files. @param {Request} request */
async function newestPage(request) {
  try {
    const response = await fetch(request);
    if (response.ok) return response;
    throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    const kept = await caches.match(self.registration.scope, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

/** All other names change with their content, so a kept copy is never stale. @param {Request} request */
async function keptFile(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") {
    const copy = response.clone();
    caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => {});
  }
  return response;
}
