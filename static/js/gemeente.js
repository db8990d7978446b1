// Suggests the gemeente that belongs to the domain of the mail address. Only the domain is sent, to our own server.
// Without this script the form does the same when it is sent without a gemeente.
const email = document.querySelector("[data-gemeente-voorstel]");
const select = email && document.getElementById(email.dataset.gemeenteVoorstel);
const organisatie = document.getElementById("id_organisatie");

if (select) {
  const status = document.createElement("p");
  status.className = "utrecht-form-field-description";
  status.setAttribute("role", "status");
  select.after(status);
  let suggested = "";

  select.addEventListener("change", () => {
    status.textContent = "";
  });

  email.addEventListener("change", async () => {
    const domain = email.value.trim().toLowerCase().split("@")[1];
    // What somebody chose themselves is never replaced.
    if (!domain || organisatie?.value.trim() || (select.value && select.value !== suggested)) return;
    // A suggestion is an extra: without an answer the visitor simply chooses.
    const answer = await fetch(`/gemeente-bij-domein/?domein=${encodeURIComponent(domain)}`).catch(() => null);
    if (!answer?.ok) return;
    const { codes } = await answer.json();
    if (codes.length !== 1 || (select.value && select.value !== suggested)) return;
    // Not in the list: this leerlab is for gemeenten of another provincie.
    if (![...select.options].some((option) => option.value === codes[0])) return;
    suggested = codes[0];
    select.value = suggested;
    const name = select.selectedOptions[0]?.textContent ?? "";
    status.textContent = `We hebben ${name} gekozen, omdat dat bij je e-mailadres hoort. Klopt het niet? Kies dan een andere gemeente.`;
  });
}
