import { Argument, Command, Option } from "commander";
import { addCameras } from "./cameras.ts";
import { addOwn } from "./own.ts";

/** What each shell is told: ask the program for the words, and take files where it has none. */
const scripts = {
  bash: `_pinhole() {
  mapfile -t COMPREPLY < <(pinhole completion bash --words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=.] ]]; then compopt -o nospace; fi
}
complete -o default -F _pinhole pinhole
`,
  zsh: `#compdef pinhole
_pinhole() {
  local -a found open whole
  found=(\${(f)"$(pinhole completion zsh --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  # Names that go on have no blank behind them.
  open=(\${(M)found:#*[=.]})
  whole=(\${found:#*[=.]})
  if (( \${#found} )); then
    compadd -S '' -a -- open
    compadd -a -- whole
  else
    _files
  fi
}
compdef _pinhole pinhole
`,
  fish: `complete -c pinhole -a '(pinhole completion fish --words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
} as const;

type Shell = keyof typeof scripts;

const examples = `
Examples:
  eval "$(pinhole completion bash)"                                       in ~/.bashrc
  eval "$(pinhole completion zsh)"                                        in ~/.zshrc, behind compinit
  pinhole completion fish > ~/.config/fish/completions/pinhole.fish       once
`;

/** `pinhole completion`: commands, flags, settings and names of cameras are completed by the shell. */
export function addCompletion(program: Command, signal: AbortSignal): void {
  program
    .command("completion")
    .description("Writes what a shell needs to complete command lines of pinhole.")
    .addArgument(new Argument("<shell>").choices(Object.keys(scripts)))
    .argument("[words...]")
    .usage("bash|zsh|fish")
    .addOption(new Option("--words").hideHelp())
    .addHelpText("after", examples)
    .action(async (shell: Shell, words: readonly string[], flags: { readonly words?: boolean }) => {
      if (flags.words !== true) process.stdout.write(scripts[shell]);
      else process.stdout.write((await completions(words, signal)).map((word) => `${word}\n`).join(""));
    });
}

/** What the last word may become; the words in front of it are those behind "pinhole". */
export async function completions(words: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const begun = words.at(-1) ?? "";
  const [name = "", ...rest] = words.slice(0, -1).filter((word) => !word.startsWith("-"));
  const program = new Command("pinhole");
  await addOwn(program, name, { signal });
  await addCameras(program, name, signal);
  const top = program.commands.find((each) => each.name() === name);
  const command = top?.commands.find((each) => each.name() === rest[0]) ?? top;
  const found =
    command === undefined
      ? words.length > 1
        ? []
        : program.commands.map((each) => each.name())
      : await behind(command, { name, begun, before: words.at(-2) ?? "" });
  return [...new Set(found)].filter((word) => word.startsWith(begun)).sort();
}

interface Place {
  readonly name: string;
  readonly begun: string;
  /** The word in front. */
  readonly before: string;
}

async function behind(command: Command, { name, begun, before }: Place): Promise<readonly string[]> {
  const flag = command.options.find(({ long, short }) => before === long || before === short);
  if (flag && !flag.isBoolean()) return flag.argChoices ?? [];
  if (begun.startsWith("-")) return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
  const { wordsBehind } = await import("../cameras/run.ts");
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const own = [...command.commands.map((each) => each.name()), ...choices];
  return [...own, ...(await wordsBehind({ name, begun, env: process.env }))];
}
