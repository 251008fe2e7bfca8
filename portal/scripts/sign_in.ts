// A sign-in link brings its code in the fragment, which no server is sent: it goes into the field, and out of the address bar and
// the history. The same page in another language is brought it in the same way.

const code = /^#([\w-]{22})$/; // 128 bits, base64url: no id of an element

export function startSignIn(): void {
  takeCode();
  addEventListener("hashchange", takeCode); // another link, opened on the same page
}

function takeCode(): void {
  const field = document.querySelector<HTMLInputElement>('form[data-sign-in] input[name="code"]');
  const [, brought] = code.exec(location.hash) ?? [];
  if (!field || !brought) return;
  field.value = brought;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav.languages a")) link.hash = brought;
  history.replaceState(history.state, "", location.pathname + location.search);
}
