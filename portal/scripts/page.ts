// What the scripts share: the texts that the page brings for them, what is said aloud, what is shown when nothing answers, and other
// pages, fetched and put in the place of this one.

const patience = 15_000; // ms, for a whole page

// Of the script element (layout.tpl).
const script = document.querySelector<HTMLScriptElement>("script[data-suggestions]");
export const textOf = (name: "suggestions" | "unreachable" | "again"): string => script?.dataset[name] ?? "";

export const main = document.querySelector("main") ?? document.body;

// The address of this page, as the server knows it.
export const here = (): string => location.pathname + location.search;

const status = document.createElement("p");
status.className = "spoken";
status.setAttribute("role", "status");
document.body.append(status);

// Said by screen readers when they have come to an end. The same words again are told from the last by a space.
export function announce(words: string): void {
  status.textContent = words === status.textContent ? `${words}\u00a0` : words;
}

let notice: HTMLElement | null = null;

// That nothing answers, and a button that tries again.
export function showNotice(again: () => void): void {
  hideNotice();
  notice = document.createElement("div");
  notice.className = "banner problem notice";
  notice.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = textOf("unreachable");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = textOf("again");
  button.addEventListener("click", again);
  notice.append(words, button);
  main.append(notice);
}

export function hideNotice(): void {
  notice?.remove();
  notice = null;
}

export interface Arrived {
  html: string;
  page: Document;
  address: string; // to which it led
}

// Null: nothing came, or the service cannot answer now. A page that says no to this reader is one that came.
export async function fetchPage(address: string, request: AbortController): Promise<Arrived | null> {
  const late = setTimeout(() => request.abort(), patience);
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: request.signal });
    const html = await answer.text();
    if (answer.status === 429 || answer.status >= 500) return null;
    const { pathname, search } = new URL(answer.url);
    return { html, page: parsePage(html), address: pathname + search };
  } catch {
    return null;
  } finally {
    clearTimeout(late);
  }
}

// Without what is meant for browsers that run no scripts: it would take effect here.
export function parsePage(html: string): Document {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll("noscript")) element.remove();
  return page;
}

// Whether a page was made for the scripts that run here, and not by another release of the portal.
export function isOfThisRelease(page: Document): boolean {
  const other = page.querySelector<HTMLScriptElement>("script[data-suggestions]");
  return other?.getAttribute("src") === script?.getAttribute("src");
}

const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

// What finds, in another page, the control that this one is; of links that are not there, the first beside it.
function selectorsOf(control: Element): string[] {
  const tag = control.localName;
  const attributes = ["id", "name", "value", "href"].filter((name) => control.hasAttribute(name));
  const own = attributes.map((name) => `[${name}=${quoted(control.getAttribute(name) ?? "")}]`).join("");
  const place = control.parentElement?.closest("main [class]")?.className;
  const around = place ? `[class=${quoted(place)}] ` : "";
  return [around + tag + own, ...(tag === "a" ? [around + tag] : [])];
}

// Does what replaces a part of the page, and leaves whoever is in that part where they are: at the control that has the focus, or else
// at `used`, which stays at its height in the window. False: the focus was on one that is not there any more.
export function exchange(used: Element | null, replace: () => void): boolean {
  const active = document.activeElement;
  const focused = active !== main && main.contains(active) ? active : null;
  const control = focused ?? used;
  const top = control?.getBoundingClientRect().top ?? 0;
  const selectors = control ? selectorsOf(control) : [];
  replace();
  if (!control || control.isConnected) return true;
  for (const selector of selectors) {
    const now = main.querySelector<HTMLElement>(selector);
    if (!now) continue;
    scrollBy(0, now.getBoundingClientRect().top - top);
    if (focused) now.focus({ preventScroll: true });
    return true;
  }
  return !focused;
}
