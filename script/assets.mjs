// Makes from the npm packages and static/css what browsers get: the style sheets, the fonts and htmx, in var/assets.
// The storage of Django's staticfiles puts a hash in their names. Called by script/assets.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build, transform } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const OUT = "var/assets";
// Where class names are written down.
const PAGES = ["templates/**/*.html", "static/js/*.js", "{leerlab,accounts,programmes,registrations,learning}/**/*.py"];
const THEME = "node_modules/@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css";
const FONTS = ["noto-sans-latin-400-normal.woff2", "noto-sans-latin-700-normal.woff2"];

async function bundled(entry) {
  const result = await build({ entryPoints: [entry], bundle: true, write: false, external: ["*.woff2"], logLevel: "warning" });
  return result.outputFiles[0].text;
}

// The packages come with every variant of every component; keep the rules that a page of ours can meet.
async function usedRules(css) {
  const [purged] = await new PurgeCSS().purge({
    content: PAGES,
    css: [{ raw: css }],
    safelist: { standard: [":root", "html"] },
  });
  return purged.css;
}

// The tokens are 2,600 custom properties that refer to each other: keep what the rules reach, and what others read.
function usedTokens(css, readByOthers) {
  const root = postcss.parse(css);
  const refersTo = new Map();
  const reach = [...readByOthers];
  root.walkDecls((declaration) => {
    const names = declaration.value.match(/--[\w-]+/g) ?? [];
    if (declaration.prop.startsWith("--")) {
      refersTo.set(declaration.prop, [...(refersTo.get(declaration.prop) ?? []), ...names]);
    } else {
      reach.push(...names);
    }
  });
  const used = new Set();
  while (reach.length) {
    const name = reach.pop();
    if (used.has(name)) continue;
    used.add(name);
    reach.push(...(refersTo.get(name) ?? []));
  }
  root.walkDecls(/^--/, (declaration) => void (used.has(declaration.prop) || declaration.remove()));
  root.walkRules((rule) => void (rule.nodes.length || rule.remove()));
  return root.toString();
}

// The theme's own class is for pages with more than one theme on them; ours have one, on the root.
const themeOnRoot = (css) => css.replaceAll(".voorbeeld-theme", ":root");

async function minified(css, readByOthers = []) {
  const { code } = await transform(usedTokens(css, readByOthers), { loader: "css", minify: true, legalComments: "none" });
  return code;
}

async function styleSheet() {
  const vendor = await usedRules(themeOnRoot(await bundled("static/css/vendor.css")));
  return minified(`${vendor}\n${await bundled("static/css/leerlab.css")}`);
}

// Django's admin has components of its own: of the theme it takes what we fill its own custom properties with.
async function styleSheetOfBeheer() {
  const readByDjango = (await bundled("static/css/parts/beheer.css")).match(/--[\w-]+(?=:)/g);
  return minified(`${themeOnRoot(await bundled(THEME))}\n${await bundled("static/css/beheer.css")}`, readByDjango);
}

async function copied(from, folder) {
  await copyFile(from, join(OUT, folder, basename(from)));
}

await rm(OUT, { recursive: true, force: true });
for (const folder of ["css", "fonts", "js"]) await mkdir(join(OUT, folder), { recursive: true });
await writeFile(join(OUT, "css/leerlab.css"), await styleSheet());
await writeFile(join(OUT, "css/beheer.css"), await styleSheetOfBeheer());
await copied("static/css/beheer-start.css", "css");
await copied("static/css/aanwezigheid.css", "css");
for (const font of FONTS) await copied(`node_modules/@fontsource/noto-sans/files/${font}`, "fonts");
await copied("node_modules/htmx.org/dist/htmx.min.js", "js");

const made = (await readdir(OUT, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
for (const entry of made) {
  const { length } = await readFile(join(entry.parentPath, entry.name));
  console.log(`${join(entry.parentPath, entry.name)}: ${length} bytes`);
}
