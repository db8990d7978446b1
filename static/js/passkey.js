// Shows the buttons for a passkey where the browser can do it, and says in words what went wrong. Without this script
// there are the other ways to sign in.
const PASSKEY_WORDS = {
  InvalidStateError: "Deze passkey heb je hier al.",
  NotAllowedError: "Het is niet gelukt of je bent gestopt. Probeer het opnieuw.",
  SecurityError: "Een passkey werkt niet op dit webadres.",
};
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = !window.PublicKeyCredential;
  }
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const notice = document.getElementById("passkey_melding");
  notice.textContent = PASSKEY_WORDS[event.detail.exception.name] || "Het is niet gelukt. Probeer het opnieuw.";
  notice.hidden = false;
});
