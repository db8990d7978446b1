// Shows a page of its own when there is no connection. It keeps that one page and nothing else; every request goes to
// the network as if it were not there.
const CACHE = "offline-{{ version }}";
const PAGE = "{% url 'offline' %}";

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.add(new Request(PAGE, { cache: "reload", credentials: "omit" }));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const forgetOlder = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  };
  event.waitUntil(forgetOlder());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // A form that is sent, a file of a page and everything of an organiser: none of our business.
  if (request.mode !== "navigate" || request.method !== "GET") return;
  if (new URL(request.url).pathname.startsWith("{% url 'admin:index' %}")) return;
  const keptPage = async () => (await caches.match(PAGE, { cacheName: CACHE })) ?? Response.error();
  event.respondWith(fetch(request).catch(keptPage));
});
