// When the agenda does not come, or is not what was asked for, send the form as a browser does without a script:
// what it then shows is what the server has to say.
const sendForm = () => document.querySelector("form.filter").submit();

document.addEventListener("htmx:response:error", sendForm);
document.addEventListener("htmx:error", sendForm);
