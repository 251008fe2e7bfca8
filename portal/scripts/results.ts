// Pages of results: a filter or an order that is chosen, and the form, replace what was found without another page. The address, the
// history, the title and the links to other languages are those of the page that would have come. If nothing comes, all stays as it
// was, and trying again is offered.
import {
  type Arrived,
  announce,
  exchange,
  fetchPage,
  here,
  hideNotice,
  isOfThisRelease,
  main,
  parsePage,
  showNotice,
} from "./page";

const choices = ".chips a, .orders a, .tree a, .banner a"; // links to the same search, otherwise
const together = ".pay, .span"; // fields that mean something together: they wait for the button
const mostKept = 20;

type Control = HTMLInputElement | HTMLSelectElement;
type State = Map<string, string>; // what controls hold, by keyOf

export function startResults(): void {
  const form = document.querySelector<HTMLFormElement>("form#search");
  if (form) new Results(form);
}

class Results {
  readonly #form: HTMLFormElement;
  #shown = here(); // the address whose page this is
  #request: AbortController | null = null;
  // Pages by their addresses, so that going back needs nobody.
  readonly #kept = new Map<string, string>();

  constructor(form: HTMLFormElement) {
    this.#form = form;
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    main.addEventListener("change", (event) => this.#onChange(event));
    main.addEventListener("click", (event) => this.#onClick(event));
    addEventListener("popstate", () => this.#onHistory());
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const button = event.submitter ?? null, active = document.activeElement; // Safari names it since 15.4
    const field = active instanceof HTMLInputElement && active.form === this.#form ? active : null;
    // A keyboard on the glass covers what is found.
    if (field && matchMedia("(pointer: coarse)").matches) field.blur();
    const toResults = !field && button !== null && !this.#form.contains(button);
    this.#send(field ?? button, toResults);
  }

  #onChange({ target }: Event): void {
    const chosen = target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "checkbox");
    if (chosen && target.form === this.#form && !target.closest(together)) this.#send(target);
  }

  #onClick(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>(choices);
    const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || event.defaultPrevented || link.pathname !== location.pathname) return;
    event.preventDefault();
    this.#load(() => link.pathname + link.search, link);
  }

  #onHistory(): void {
    const address = here();
    if (address === this.#shown) return; // another place of this page
    const html = this.#kept.get(address);
    if (html === undefined) return this.#load(() => address, null);
    this.#stop();
    hideNotice();
    this.#show({ html, page: parsePage(html), address }, null, stateOf(this.#form), false);
  }

  // As the form would send itself, with what it holds at that time.
  #send(used: HTMLElement | null, toResults = false): void {
    this.#load(() => {
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(this.#form)) query.append(name, String(value));
      return `${this.#form.getAttribute("action")}?${query}`;
    }, used, toResults);
  }

  // `used`: the control that was. `toResults`: whoever used it wants to see what was found.
  #load(addressOf: () => string, used: HTMLElement | null, toResults = false): void {
    this.#stop();
    const request = (this.#request = new AbortController());
    const address = addressOf(), sent = stateOf(this.#form);
    main.querySelector(".found")?.setAttribute("aria-busy", "true");
    void fetchPage(address, request).then((arrived) => {
      if (request !== this.#request) return; // another was asked for meanwhile
      this.#stop();
      if (!arrived) return this.#offerAgain(() => this.#load(addressOf, used, toResults), used);
      hideNotice();
      if (!arrived.page.querySelector("form#search") || !isOfThisRelease(arrived.page)) return location.assign(address);
      this.#show(arrived, used, sent, toResults);
    });
  }

  #offerAgain(again: () => void, used: HTMLElement | null): void {
    showNotice(() => {
      used?.focus(); // the button goes
      hideNotice();
      again();
    });
  }

  #stop(): void {
    this.#request?.abort();
    this.#request = null;
    main.querySelector(".found")?.removeAttribute("aria-busy");
  }

  // `sent`: what the form held when the page was asked for. What was changed since stays.
  #show({ html, page, address }: Arrived, used: HTMLElement | null, sent: State, toResults: boolean): void {
    if (!this.#kept.has(this.#shown)) this.#keep(this.#shown, document.documentElement.outerHTML);
    this.#keep(address, html);
    this.#shown = address;
    history[address === here() ? "replaceState" : "pushState"](null, "", address); // as with any page
    const changed = new Map([...stateOf(this.#form)].filter(([key, value]) => sent.get(key) !== value));
    const stayed = exchange(used, () => replaceAround(this.#form, page, changed));
    document.title = page.title;
    const found = main.querySelector<HTMLElement>("#found");
    if (stayed && !toResults) return announce(found?.textContent ?? "");
    const place = found ?? main;
    place.tabIndex = -1;
    place.focus();
  }

  #keep(address: string, html: string): void {
    this.#kept.delete(address);
    this.#kept.set(address, html);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

// All of the page but the form itself, so that whoever types there goes on typing.
function replaceAround(form: HTMLFormElement, page: Document, changed: State): void {
  const then = page.querySelector<HTMLFormElement>("form#search");
  if (!then) return;
  const opened = [...main.querySelectorAll<HTMLDetailsElement>("details[open]")].map(nameOf);
  for (const node of [...main.childNodes]) if (node !== form) node.remove();
  const nodes = [...(then.parentNode?.childNodes ?? [])], at = nodes.indexOf(then);
  form.before(...nodes.slice(0, at));
  form.after(...nodes.slice(at + 1));
  form.querySelectorAll('input[type="hidden"]').forEach((input) => input.remove());
  form.append(...then.querySelectorAll('input[type="hidden"]'));
  for (const details of main.querySelectorAll("details")) details.open ||= opened.includes(nameOf(details));
  setState(form, then, changed);
  // Their links name the page.
  for (const part of ["header.site", "footer.site"]) {
    const next = page.querySelector(part);
    if (next) document.querySelector(part)?.replaceWith(next);
  }
}

// Of more values of a filter: the filter's.
const nameOf = (details: HTMLDetailsElement): string => details.querySelector("input")?.name ?? "";

const isBox = (control: Control): control is HTMLInputElement => control.type === "checkbox";
const keyOf = (control: Control): string => (isBox(control) ? `${control.name}=${control.value}` : control.name);
const heldBy = (control: Control): string => (isBox(control) ? String(control.checked) : control.value);

function controlsOf(form: HTMLFormElement): Control[] {
  const isControl = (element: Element): element is Control =>
    element instanceof HTMLSelectElement || (element instanceof HTMLInputElement && element.type !== "hidden");
  return [...form.elements].filter(isControl);
}

const stateOf = (form: HTMLFormElement): State =>
  new Map(controlsOf(form).map((control) => [keyOf(control), heldBy(control)]));

function setState(form: HTMLFormElement, then: HTMLFormElement, changed: State): void {
  const words = form.querySelector<HTMLInputElement>("#q"), newWords = then.querySelector<HTMLInputElement>("#q");
  if (words && newWords && !changed.has(keyOf(words))) words.value = words.defaultValue = newWords.defaultValue;
  for (const control of controlsOf(form)) {
    const held = changed.get(keyOf(control));
    if (held === undefined || held === heldBy(control)) continue;
    if (isBox(control)) control.checked = held === "true";
    else control.value = held;
  }
}
