// Suggestions under the field of a search for vacancies: an editable combobox with a list (WAI-ARIA Authoring Practices), filled by
// JobsService.CompleteQuery. Where that fails nothing is shown: the field is a field.
import type { components, paths } from "./gen/api";
import { announce, textOf } from "./page";

const path = "/v1/vacancies:complete" satisfies keyof paths;
type Asked = paths[typeof path]["get"]["parameters"]["query"];
type Answer = components["schemas"]["tabadul.jobs.v1.CompleteQueryResponse"];
type Completion = components["schemas"]["tabadul.jobs.v1.Completion"];

const pause = 200; // ms without another key
const patience = 5_000; // ms
const shortest = 2; // letters
const longest = 100; // bytes, the contract's

export function startSuggestions(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.search[action$="/vacancies"]')) {
    const field = form.querySelector<HTMLInputElement>('input[name="q"]');
    if (field) new Combobox(field, form);
  }
}

async function complete(query: string, signal: AbortSignal): Promise<Completion[]> {
  const asked: Asked = { query };
  const answer = await fetch(`${path}?${new URLSearchParams({ query: asked.query })}`, {
    headers: { "Accept": "application/json", "Accept-Language": document.documentElement.lang },
    signal,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as Answer).completions ?? [];
}

class Combobox {
  readonly #field: HTMLInputElement;
  readonly #form: HTMLFormElement;
  readonly #list = document.createElement("ul");
  #active = -1; // the option that Enter would take; -1: none
  #words = ""; // whose options are in the list
  #timer = 0;
  #request: AbortController | null = null;

  constructor(field: HTMLInputElement, form: HTMLFormElement) {
    this.#field = field;
    this.#form = form;
    const list = this.#list;
    list.id = `${field.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels?.[0]?.textContent ?? "");
    field.after(list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => this.#onInput());
    field.addEventListener("keydown", (event) => this.#onKey(event));
    field.addEventListener("blur", () => this.#close());
    form.addEventListener("submit", () => this.#close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const at = this.#options().indexOf((event.target as Element).closest<HTMLElement>('[role="option"]') as HTMLElement);
      if (at >= 0) this.#take(at);
    });
  }

  #options(): HTMLElement[] {
    return [...this.#list.children] as HTMLElement[];
  }

  #onInput(): void {
    this.#stop();
    this.#timer = setTimeout(() => void this.#ask(), pause);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        return this.#onArrow(event.key === "ArrowDown" ? 1 : -1, event.altKey);
      case "Enter":
        if (this.#active < 0) return;
        event.preventDefault();
        return this.#take(this.#active);
      case "Escape":
        if (this.#list.hidden) return;
        event.preventDefault(); // the words stay
        return this.#close();
      case "Home":
      case "End":
      case "ArrowLeft":
      case "ArrowRight":
        return this.#activate(-1);
    }
  }

  // With Alt the list is opened or closed, and no option chosen.
  #onArrow(step: 1 | -1, alt: boolean): void {
    const options = this.#options();
    if (this.#list.hidden) {
      if (options.length === 0 || this.#words !== this.#typed()) return void this.#ask();
      this.#open();
      if (!alt) this.#activate(step > 0 ? 0 : options.length - 1);
    } else if (alt) {
      if (step < 0) this.#close();
    } else {
      const beyond = step > 0 ? 0 : options.length - 1;
      this.#activate(options[this.#active + step] && this.#active >= 0 ? this.#active + step : beyond);
    }
  }

  #typed(): string {
    return this.#field.value.trim();
  }

  async #ask(): Promise<void> {
    this.#stop();
    const words = this.#typed();
    if (words.length < shortest || new TextEncoder().encode(words).length > longest) return this.#close();
    const request = (this.#request = new AbortController());
    const late = setTimeout(() => request.abort(), patience);
    const completions = await complete(words, request.signal).catch(() => null);
    clearTimeout(late);
    if (request !== this.#request) return; // more was typed, or it was sent
    this.#request = null;
    if (!completions) return this.#close();
    this.#fill(words, completions.filter(({ text }) => text));
  }

  #fill(words: string, completions: Completion[]): void {
    this.#words = words;
    this.#list.replaceChildren(...completions.map((completion, at) => this.#optionOf(completion, at)));
    if (completions.length > 0 && document.activeElement === this.#field) this.#open();
    else this.#close();
    announce(`${textOf("suggestions")} ${completions.length}`);
  }

  #optionOf({ text = "", language = "" }: Completion, at: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const words = document.createElement("bdi");
    words.lang = language;
    words.textContent = text;
    option.append(words);
    return option;
  }

  #open(): void {
    this.#activate(-1);
    this.#list.style.insetBlockStart = `${this.#field.offsetTop + this.#field.offsetHeight}px`; // below the field, above its button
    this.#list.hidden = false;
    this.#field.setAttribute("aria-expanded", "true");
  }

  #close(): void {
    this.#stop();
    this.#activate(-1);
    this.#list.hidden = true;
    this.#field.setAttribute("aria-expanded", "false");
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = null;
  }

  #activate(at: number): void {
    this.#active = at;
    for (const [i, option] of this.#options().entries()) option.setAttribute("aria-selected", String(i === at));
    const active = this.#options()[at];
    if (active) this.#field.setAttribute("aria-activedescendant", active.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }

  #take(at: number): void {
    this.#field.value = this.#options()[at]?.textContent ?? "";
    this.#close();
    this.#form.querySelector<HTMLElement>('button[type="submit"]')?.click();
  }
}
