// html-validate over the mails. Outlook draws with Word: it needs what the standard has left behind.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  elements: ["html5"],
  rules: {
    "no-trailing-whitespace": "off",
    // The title of a mail is its subject: no search engine cuts it off.
    "long-title": "off",
    // Mail programs drop style sheets.
    "no-inline-style": "off",
    // Outlook reads width, bgcolor, cellpadding and align, not the styles that took their place.
    "no-deprecated-attr": "off",
    // Only Outlook reads these; they hold the button that it can draw.
    "no-conditional-comment": "off",
    // One row is a table to put things beside each other, and role=presentation is what mail programs know.
    "prefer-tbody": "off",
    "presentation-role-style": "off",
  },
};
