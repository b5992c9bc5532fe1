import type { JSX, TargetedEvent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useCamera } from "./camera.ts";
import { Login } from "./login.tsx";
import { pages } from "./pages.tsx";
import { hrefOf, useRoute } from "./router.ts";
import { maySee, SessionContext, useOwnSession } from "./session.ts";
import { Icon } from "./ui/icon.tsx";
import { catalogues, firstLanguage, type Language, rememberLanguage, WordsContext } from "./words/index.ts";

/** The frame of all pages: who looks, where, in which language. */
export function App(): JSX.Element {
  const session = useOwnSession();
  const { who } = session;
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const words = catalogues[language];
  const [place = "live", ...rest] = useRoute();
  const camera = useCamera(who !== undefined && maySee(who));
  const page = pages.find(({ id }) => id === place) ?? pages[0]!;
  const name = camera?.name ?? words.name;
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = page === pages[0] ? name : `${words.nav[page.id].replaceAll("\u00ad", "")} · ${name}`;
  }, [language, page, name, words]);

  const choose = (event: TargetedEvent<HTMLSelectElement>): void => {
    const next = event.currentTarget.value as Language;
    rememberLanguage(next);
    setLanguage(next);
  };
  const isAdmin = who?.level === "admin";
  const seen = pages.filter(({ admin }) => isAdmin || !admin);
  return (
    <WordsContext.Provider value={words}>
      <SessionContext.Provider value={session}>
        <header class="top">
          <a class="brand" href={hrefOf("live")}>
            <img src="/icon.svg" alt="" width="32" height="32" />
            <h1>{name}</h1>
          </a>
          <div class="tools">
            <select aria-label={words.language} value={language} onChange={choose}>
              {Object.entries(catalogues).map(([tag, catalogue]) => (
                <option key={tag} value={tag}>
                  {catalogue.language}
                </option>
              ))}
            </select>
            {who && who.name !== "" && (
              <button type="button" title={words.login.as(who.name)} onClick={() => void session.logout()}>
                {words.login.out}
              </button>
            )}
          </div>
        </header>
        {who && maySee(who) && (
          <nav class="nav" aria-label={words.nav.label}>
            {seen.map(({ id, icon }) => (
              <a key={id} href={hrefOf(id)} {...(page.id === id ? { "aria-current": "page" as const } : {})}>
                <Icon name={icon} />
                <span>{words.nav[id]}</span>
              </a>
            ))}
          </nav>
        )}
        <main id="page" data-page={page.id}>
          {who === undefined ? null : !maySee(who) ? (
            <Login />
          ) : page.admin && !isAdmin ? (
            <p class="card">{words.login.adminOnly}</p>
          ) : (
            <page.View rest={rest} camera={camera} key={page.id} />
          )}
        </main>
      </SessionContext.Provider>
    </WordsContext.Provider>
  );
}
