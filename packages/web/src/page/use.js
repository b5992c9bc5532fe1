// @ts-check
import { copyText } from "./copy.js";

/** @typedef {import("../types.ts").Recipe} Recipe */
/** @typedef {import("../types.ts").Line} Line */

const FEEDBACK_MS = 2500;

/**
 * Fills the tabs with ready lines; a second call keeps the chosen tab.
 * @param {{ tabs: HTMLElement, panels: HTMLElement, said: HTMLElement }} at `said` is a live region
 * @param {readonly Recipe[]} recipes
 */
export function showRecipes(at, recipes) {
  const chosen = at.tabs.querySelector("[aria-selected=true]")?.id;
  const tabs = recipes.map((recipe) => tabOf(recipe));
  const panels = recipes.map((recipe) => panelOf(recipe, at.said));

  /** @param {number} index */
  const choose = (index) => {
    for (const [i, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(i === index));
      tab.tabIndex = i === index ? 0 : -1;
    }
    for (const [i, panel] of panels.entries()) panel.hidden = i !== index;
  };

  for (const [i, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(i));
    tab.addEventListener("keydown", (event) => {
      const to = target(event.key, i, tabs.length);
      if (to === undefined) return;
      event.preventDefault();
      choose(to);
      tabs[to]?.focus();
    });
  }
  at.tabs.replaceChildren(...tabs);
  at.panels.replaceChildren(...panels);
  const index = tabs.findIndex((tab) => tab.id === chosen);
  choose(Math.max(index, 0));
}

/** @param {string} key @param {number} from @param {number} count */
function target(key, from, count) {
  if (key === "ArrowRight" || key === "ArrowDown") return (from + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (from + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}

/** @param {Recipe} recipe */
function tabOf(recipe) {
  const tab = make("button", "tab", recipe.title);
  tab.type = "button";
  tab.id = `tab-${recipe.id}`;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", `panel-${recipe.id}`);
  return tab;
}

/** @param {Recipe} recipe @param {HTMLElement} said */
function panelOf(recipe, said) {
  const panel = make("div", "panel");
  panel.id = `panel-${recipe.id}`;
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", `tab-${recipe.id}`);
  panel.append(make("p", "soft", recipe.hint), ...recipe.lines.map((line) => lineOf(line, said)));
  return panel;
}

/** @param {Line} line @param {HTMLElement} said */
function lineOf(line, said) {
  const box = make("div", "line");
  const head = make("div", "line-head");
  const copy = make("button", "copy");
  const word = make("span", "", "Copy");
  const code = make("code", "", line.text.trimEnd());
  const text = make("pre", "");
  copy.type = "button";
  copy.append(word, make("span", "unseen", `: ${line.label}`));
  copy.addEventListener("click", async () => {
    const done = await copyText(line.text);
    if (!done) getSelection()?.selectAllChildren(code);
    copy.dataset.done = String(done);
    word.textContent = done ? "Copied" : "Selected";
    said.textContent = done ? `Copied: ${line.label}` : "Selected. Copy it with Ctrl+C.";
    setTimeout(() => {
      delete copy.dataset.done;
      word.textContent = "Copy";
      said.textContent = "";
    }, FEEDBACK_MS);
  });
  head.append(make("h3", "", line.label), copy);
  text.append(code);
  box.append(head, text);
  return box;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
