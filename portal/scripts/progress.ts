// A page with an element that has `data-refresh` shows something that goes on: that element is fetched anew every two seconds, and
// when it is not there any more, the whole page is what it says now.
import { announce, exchange, fetchPage, here, hideNotice, isOfThisRelease, main, showNotice } from "./page";

const pause = 2_000; // ms
const longestPause = 30_000; // after failures

export function startProgress(): void {
  if (partOf(document)) next(pause);
}

const partOf = (page: Document): Element | null => page.querySelector("main [data-refresh]");

let timer = 0;

function next(wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(wait), wait);
}

async function refresh(waited: number): Promise<void> {
  if (document.hidden) return document.addEventListener("visibilitychange", () => next(0), { once: true });
  const arrived = await fetchPage(here(), new AbortController());
  if (!arrived) {
    showNotice(() => next(0));
    return next(Math.min(waited * 2 || pause, longestPause));
  }
  hideNotice();
  // It leads elsewhere, to sign in for instance.
  if (arrived.address !== here() || !isOfThisRelease(arrived.page)) return location.assign(arrived.address);
  const now = partOf(document), then = partOf(arrived.page);
  if (now && then) {
    exchange(null, () => now.replaceWith(then));
    return next(pause);
  }
  const nodes = arrived.page.querySelector("main")?.childNodes ?? [];
  if (!exchange(null, () => main.replaceChildren(...nodes))) main.focus();
  document.title = arrived.page.title;
  announce(main.querySelector('[role="status"], h1')?.textContent?.trim() ?? "");
}
