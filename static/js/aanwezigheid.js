// The list at the door of a bijeenkomst, on a tablet with a shaky connection. A tap shows at once, is kept in this
// browser, and is sent until the server has answered for it: never lost, also when the page is closed, and never
// doubled, since each has a uuid of its own. Without this script every button is a form.
// docs/decisions/0030-attendance.md
{
  const LOOK_EVERY = 20_000;
  const PATIENCE = 15_000;
  const FIRST_PAUSE = 2_000;
  const LONGEST_PAUSE = 60_000;
  const AT_ONCE = 100;
  const PRESENT = new Set(["aanwezig", "deels"]);

  const root = document.querySelector("[data-aanwezigheid]");
  const page = new URL(root.dataset.aanwezigheid, location.href).pathname;
  const user = Number(root.dataset.gebruiker);
  // Only taps of who is signed in: those of somebody else on this tablet wait for them.
  const prefix = `tik:${user}:`;
  // The clock of a tablet may be wrong; that of the server decides which tap was last.
  const ahead = Date.now() - Number(root.dataset.nu);
  const rows = new Map([...root.querySelectorAll("[data-deelname]")].map((row) => [row.dataset.deelname, row]));
  const known = new Map([...rows].map(([key, row]) => [key, row.dataset.waarde]));
  const line = root.querySelector(".deur-stand");
  let token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  let etag = "";
  let pause = FIRST_PAUSE;
  let timer = 0;
  let isSending = false;
  let isRefused = "";
  let isCut = false;

  // --- What waits: one item of the browser's storage per tap, so that two tabs never overwrite each other ----------

  const waiting = new Map();
  let isStored = true;

  const isTap = (tap) => /^[\w-]{1,64}$/.test(tap?.uuid) && /^\/beheer\//.test(tap.adres);

  const load = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(prefix)) continue;
        const tap = JSON.parse(localStorage.getItem(key));
        if (isTap(tap)) waiting.set(tap.uuid, tap);
      }
    } catch {
      // Nothing can be read: what is tapped from now on is kept in the page.
    }
  };

  const keep = (tap) => {
    waiting.set(tap.uuid, tap);
    try {
      localStorage.setItem(prefix + tap.uuid, JSON.stringify(tap));
    } catch {
      isStored = false;
    }
  };

  const drop = (uuid) => {
    waiting.delete(uuid);
    try {
      localStorage.removeItem(prefix + uuid);
    } catch {
      // It was never there.
    }
  };

  const inOrder = () => [...waiting.values()].sort((one, other) => one.getikt_op - other.getikt_op);

  // --- What is shown -----------------------------------------------------------------------------------------------

  const count = (name, number) => {
    for (const place of root.querySelectorAll(`[data-tel="${name}"]`)) place.textContent = number;
  };

  const show = () => {
    const shown = new Map(known);
    for (const tap of inOrder()) if (tap.adres === page) shown.set(String(tap.deelname), tap.waarde);
    const found = { aanwezig: 0, deels: 0, met_bericht: 0, niet_verschenen: 0, leeg: 0, verwacht: 0, onverwacht: 0 };
    for (const [key, row] of rows) {
      const value = shown.get(key) ?? "";
      for (const button of row.querySelectorAll("[aria-pressed]")) {
        button.setAttribute("aria-pressed", String(button.value === `${key}:${value}`));
      }
      const wipe = row.querySelector(".deur-wis");
      // What has the focus may not vanish: then a keyboard starts again at the top.
      if (wipe === document.activeElement && !value) row.querySelector("[aria-pressed]").focus();
      wipe.hidden = !value;
      if ("verwacht" in row.dataset) {
        found.verwacht += 1;
        found.aanwezig += PRESENT.has(value) ? 1 : 0;
        if (value !== "aanwezig") found[value || "leeg"] += 1;
      } else if (PRESENT.has(value)) {
        found.onverwacht += 1;
      }
    }
    for (const [name, number] of Object.entries(found)) count(name, number);
  };

  const say = (text) => {
    // The same words again are not read out again.
    if (line.textContent !== text) line.textContent = text;
  };

  const tell = () => {
    const one = waiting.size === 1;
    const number = one ? "1 tik wacht" : `${waiting.size} tikken wachten`;
    const isOut = isRefused === "uit";
    root.querySelector("[data-inloggen]").hidden = !isOut;
    const kept = isStored ? "" : " Sluit deze pagina niet: deze tablet kan niets bewaren.";
    if (isOut) say(waiting.size ? `Je bent uitgelogd. ${number} tot je weer inlogt.${kept}` : "Je bent uitgelogd. Log weer in om verder te gaan.");
    else if (isRefused === "ander") say(`Iemand anders is ingelogd. ${number} tot jij weer inlogt.${kept}`);
    else if (isRefused === "weg") say(`Je hebt hier geen toegang meer. ${number}. Vraag het aan de organisator.${kept}`);
    else if (waiting.size && isCut) say(`${number} op verbinding.${kept}`);
    else if (isRefused) say(isRefused);
    else say(line.textContent && !waiting.size ? "Alles is opgeslagen." : "");
  };

  const learn = (said) => {
    token = said.csrf ?? token;
    let isOther = false;
    for (const [key, value] of Object.entries(said.standen)) {
      if (rows.has(key)) known.set(key, value);
      else isOther = true;
    }
    for (const key of rows.keys()) isOther ||= !(key in said.standen);
    root.querySelector("[data-ververs]").hidden = !isOther;
  };

  // --- To and from the server --------------------------------------------------------------------------------------

  const ask = (adres, options) =>
    fetch(adres, { ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });

  // What the answer says of our being here; "" when it is an answer at all.
  const refusal = (answer) => {
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "uit";
    if (answer.status === 404) return "weg";
    return answer.status === 409 ? "ander" : "";
  };

  const send = async () => {
    clearTimeout(timer);
    if (isSending || !waiting.size) return;
    isSending = true;
    const [first] = inOrder();
    const taps = inOrder().filter((tap) => tap.adres === first.adres).slice(0, AT_ONCE);
    let isDone = false;
    try {
      const answer = await ask(first.adres, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({
          gebruiker: user,
          tikken: taps.map(({ uuid, deelname, waarde, getikt_op }) => ({ uuid, deelname, waarde, getikt_op })),
        }),
      });
      isCut = false;
      isRefused = refusal(answer);
      if (answer.ok) {
        const said = await answer.json();
        for (const [uuid, text] of Object.entries(said.antwoord)) {
          drop(uuid);
          if (text) isRefused = text;
        }
        if (first.adres === page) learn(said);
        isDone = true;
      } else {
        isCut = !isRefused;
      }
    } catch {
      isCut = true;
    }
    isSending = false;
    show();
    tell();
    if (isDone) {
      pause = FIRST_PAUSE;
      if (waiting.size) send();
      return;
    }
    timer = setTimeout(send, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };

  // What another tablet tapped. Also finds out that one is signed in again, with a fresh token for the taps that wait.
  const look = async () => {
    if (document.hidden || isSending) return;
    try {
      // Nobody does anything now: the session may end while this page is left open.
      const looks = { "X-Kijkt-Vanzelf": "1" };
      const answer = await ask(page, { headers: etag && !isRefused ? { ...looks, "If-None-Match": etag } : looks });
      if (answer.status === 304) return;
      const refused = refusal(answer);
      if (refused) isRefused = refused;
      if (!answer.ok) return tell();
      etag = answer.headers.get("ETag") ?? "";
      learn(await answer.json());
      if (["uit", "weg"].includes(isRefused)) isRefused = "";
      show();
      tell();
      if (waiting.size) send();
    } catch {
      // No connection: nothing to learn. What waits is told by `send`.
    }
  };

  // --- What people do ----------------------------------------------------------------------------------------------

  const makeUuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    // Over http, as when a portal is tried on a tablet nearby, browsers leave that out.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  root.querySelector("form").addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.name !== "tik") return;
    event.preventDefault();
    // A second press on the same button says nothing new.
    if (button.getAttribute("aria-pressed") === "true") return;
    const [key, waarde] = button.value.split(":");
    if (isRefused && !["uit", "weg", "ander"].includes(isRefused)) isRefused = "";
    keep({ uuid: makeUuid(), deelname: Number(key), waarde, getikt_op: Date.now() - ahead, adres: page });
    show();
    tell();
    send();
  });

  addEventListener("online", () => {
    pause = FIRST_PAUSE;
    send();
    look();
  });
  document.addEventListener("visibilitychange", () => {
    look();
    send();
  });
  // Another tab sent, or tapped.
  addEventListener("storage", (event) => {
    if (!event.key?.startsWith(prefix)) return;
    if (event.newValue === null) waiting.delete(event.key.slice(prefix.length));
    else load();
    show();
    tell();
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size && !isStored) event.preventDefault();
  });

  // --- Find somebody -----------------------------------------------------------------------------------------------

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const box = root.querySelector("#deur-zoek");
  const result = root.querySelector("output");
  const names = new Map([...rows.values()].map((row) => [row, plain(row.querySelector(".deur-wie").textContent)]));
  const find = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    for (const [row, name] of names) row.hidden = !words.every((word) => name.includes(word));
    const found = [...rows.values()].filter((row) => !row.hidden).length;
    result.textContent = words.length ? `${found} van ${rows.size} gevonden` : "";
  };
  box.closest("p").hidden = false;
  box.addEventListener("input", find);
  find();

  load();
  show();
  if (waiting.size) isCut = !navigator.onLine;
  tell();
  send();
  setInterval(look, LOOK_EVERY);
}
