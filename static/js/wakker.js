// Keeps the session alive while somebody types in /beheer/: at most one question in five minutes. Without this script
// what is sent too late is kept until its sender has signed in again.
const PAUSE = 5 * 60 * 1000;
let asked = Date.now();
document.addEventListener("input", () => {
  if (Date.now() - asked > PAUSE) {
    asked = Date.now();
    fetch("/account/wakker/", { credentials: "same-origin" }).catch(() => {});
  }
});
