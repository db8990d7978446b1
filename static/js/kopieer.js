// Copies a link with one press. Without this script, or where a browser has no clipboard, the field itself can be copied.
for (const button of document.querySelectorAll("[data-kopieer]")) {
  const field = document.getElementById(button.dataset.kopieer);
  const status = button.parentElement.querySelector("[aria-live]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    field.select();
    const isCopied = await navigator.clipboard.writeText(field.value).then(
      () => true,
      () => false,
    );
    status.textContent = isCopied ? "De link is gekopieerd." : "Kopiëren lukt niet. Kopieer de link zelf uit het veld.";
  });
}
