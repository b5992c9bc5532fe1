import { createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { ask } from "./api.ts";

/** Who looks at the pages. */
export interface Who {
  /** "" for somebody who did not log in. */
  readonly name: string;
  readonly level: "public" | "viewer" | "operator" | "admin";
  readonly privileges: readonly string[];
  readonly loginRequired?: boolean;
}

export interface Session {
  /** undefined until the camera has said it. */
  readonly who: Who | undefined;
  /** Throws ApiError when the camera refuses. */
  login(user: string, password: string): Promise<void>;
  logout(): Promise<void>;
}

const nobody: Who = { name: "", level: "public", privileges: [] };

export const SessionContext = createContext<Session>({
  who: nobody,
  login: async () => {},
  logout: async () => {},
});

export function useSession(): Session {
  return useContext(SessionContext);
}

/** Whether somebody may look, without a login where the camera asks for none. */
export function maySee({ level, loginRequired }: Who): boolean {
  return level !== "public" || loginRequired === false;
}

export function useOwnSession(): Session {
  const [who, setWho] = useState<Who>();
  useEffect(() => {
    const find = (): void => {
      ask<Who>("/session").then(setWho, () => setWho((before) => before ?? nobody));
    };
    find();
    addEventListener("pinhole-logged-out", find);
    return () => removeEventListener("pinhole-logged-out", find);
  }, []);
  const login = useCallback(async (user: string, password: string) => {
    setWho(await ask<Who>("/session", { method: "POST", body: { user, password } }));
  }, []);
  const logout = useCallback(async () => {
    await ask("/session", { method: "DELETE" });
    setWho(await ask<Who>("/session"));
  }, []);
  return { who, login, logout };
}
