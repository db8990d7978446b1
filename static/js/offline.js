// For who loses the connection: a form stays as it is filled in, and a page that can not be fetched says why.
{
  const TEXT = "Je bent offline. Wat je hebt ingevuld, blijft staan. Probeer het opnieuw als je weer verbinding hebt.";
  let notice = null;
  let isReached = false;

  const tell = (form) => {
    notice?.remove();
    notice = document.createElement("div");
    notice.className = "melding melding-fout";
    notice.setAttribute("role", "alert");
    // Above the buttons, where whoever sent the form is.
    const place = form.querySelector(":scope > .knoppen");
    if (place) place.before(notice);
    else form.append(notice);
    // An alert that is there first and gets its text after that, is read out by every screen reader.
    notice.textContent = TEXT;
  };

  // In the capturing phase: before a script that would send the form itself.
  document.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine || isReached) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { target, submitter } = event;
      // Some computers always say that they are offline, such as behind a VPN: ask the server itself.
      fetch("/offline/", { method: "HEAD", cache: "no-store" }).then(
        () => {
          isReached = true;
          target.requestSubmit(submitter);
          isReached = false;
        },
        () => tell(target),
      );
    },
    true,
  );

  window.addEventListener("online", () => notice?.remove());

  // Only over https and on localhost. Without it the browser shows its own page; nothing to tell.
  navigator.serviceWorker?.register("/service-worker.js", { updateViaCache: "none" }).catch(() => {});
}
