// Makes the page open without a network after the first visit, each version whole or not at all. `xtask` puts the list
// of files, a name for their sum and index.html's fingerprint in place of the tokens below; unbuilt, nothing is kept.

/** @type {string[]} */
const PRECACHE = /*PRECACHE*/[];
const VERSION = /*VERSION*/"";
/** index.html has the same name in every version: which one came, its fingerprint says. */
const INTEGRITY = /*INTEGRITY*/"";
const PREFIX = `limner-${self.registration.scope}-`;
const CACHE = `${PREFIX}${VERSION}`;
/** The page's own addresses. */
const INDEX = [self.registration.scope, new URL("index.html", self.registration.scope).href];
/** What a network that hangs is given; then the page opens without. */
const PATIENCE_MS = 3000;
/**
 * An empty page that comes again, from the version that takes over. A reload that begins while one takes over may be
 * dropped by the browser: so the page comes again by itself, too, later than a network that hangs is waited for.
 */
const AGAIN = '<!doctype html><title>Limner</title><meta http-equiv="refresh" content="8"><script>location.reload()</script>';

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const own = request.method === "GET" && request.url.startsWith(self.registration.scope);
  if (!own || VERSION === "") return;
  if (request.mode !== "navigate") return event.respondWith(keptFile(request));
  // Other pages may lie beside this one: a painting that plays, for instance.
  const { origin, pathname } = new URL(request.url);
  // A link whose # was escaped on its way.
  const [page, fragment] = pathname.split("%23");
  if (!INDEX.includes(`${origin}${page}`)) return;
  event.respondWith(fragment === undefined ? pageFor(event) : Response.redirect(`${origin}${page}#${fragment}`));
});

/** All of it, or nothing: a file that is missing, and an index.html of another version, end it. */
async function keepAll() {
  const { scope } = self.registration;
  const cache = await caches.open(CACHE);
  const others = PRECACHE.map((path) => new URL(path, scope).href).filter((url) => !INDEX.includes(url));
  const whole = INDEX.map((url) => new Request(url, { cache: "reload", integrity: INTEGRITY }));
  // What an earlier version has under the same name is the same.
  const kept = await Promise.all(others.map((url) => caches.match(url)));
  await cache.addAll([...whole, ...others.filter((_, i) => !kept[i])]);
  await Promise.all(others.map((url, i) => kept[i] && cache.put(url, kept[i])));
}

/**
 * Pages that are open may be of the version before, and go on with its files. Caches of other scopes on the same host
 * are none of ours.
 */
async function dropOld() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/** The newest version that is here whole. @param {FetchEvent} event */
async function pageFor(event) {
  const kept = await (await caches.open(CACHE)).match(self.registration.scope);
  if (!kept) return fetch(event.request);
  if (!self.registration.waiting) {
    const looking = lookForNewer(await kept.clone().text()).catch((error) => console.info("no newer version:", error));
    event.waitUntil(looking);
    await Promise.race([looking, new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]);
  }
  const { waiting } = self.registration;
  // Not while others go on with this version: what one of them has fetched must fit what it fetches next.
  if (!waiting || (await self.clients.matchAll({ type: "window" })).length > 1) return kept;
  waiting.postMessage("take over");
  return new Response(AGAIN, { headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } });
}

/** Fetches the version that the host has now, if it is another one. @param {string} kept - index.html of this one */
async function lookForNewer(kept) {
  const response = await fetch(self.registration.scope, { cache: "no-cache" });
  if (!response.ok || (await response.text()) === kept) return;
  const { installing } = await self.registration.update();
  if (!installing) return;
  await new Promise((resolve) => installing.addEventListener("statechange", resolve, { once: true }));
}

/** A name that changes with what the file holds: a kept copy of it is never stale. What lies beside the page may change. */
const HASHED = /\.[0-9a-f]{10}\.\w+$/;

/** @param {Request} request */
async function keptFile(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === "basic" && HASHED.test(new URL(request.url).pathname)) {
    const copy = response.clone();
    caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => {});
  }
  return response;
}
