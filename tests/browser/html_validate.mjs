// html-validate over every page of the portal; what is off or loosened says why.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  elements: ["html5"],
  rules: {
    // Templates leave spaces where a tag stood; compressed they weigh nothing.
    "no-trailing-whitespace": "off",
    // Our own files come from our own server, under a name that holds their hash.
    "require-sri": ["error", {target: "crossorigin"}],
    // A title begins with what the page is about; how long an organiser names a reeks is not ours to say.
    "long-title": "off",
    // allauth sets some buttons beside their form and ties them to it with form="...": valid, but not seen here.
    "wcag/h32": "off",
    // Checkboxes of one question share a name, as radio buttons do.
    "form-dup-name": ["error", {shared: ["radio", "checkbox", "submit", "button", "reset"]}],
  },
};
