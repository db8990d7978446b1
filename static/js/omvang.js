// Hides the single bijeenkomsten for who takes the whole reeks. Without this script they stay in sight, with a line
// that says when to choose.
const whole = document.querySelector('input[name="omvang"][value="reeks"]');
const sessies = document.getElementById("id_sessies");

if (whole && sessies) {
  const show = () => {
    sessies.hidden = whole.checked;
  };
  for (const option of document.querySelectorAll('input[name="omvang"]')) option.addEventListener("change", show);
  // A browser that goes back fills in the form after this script has run.
  window.addEventListener("pageshow", show);
  show();
}
