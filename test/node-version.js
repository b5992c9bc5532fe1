// Plain JavaScript, because a Node that is too old for the project can not even read TypeScript.
const needed = 24;
const major = Number.parseInt(process.versions.node, 10);
if (major < needed) {
  console.error(
    `This needs Node ${needed} or newer and runs on ${process.version}.\n` +
      'On Linux and Windows "npm ci" puts a fitting Node into node_modules, unless optional packages are left out; ' +
      "elsewhere install one.",
  );
  process.exit(1);
}
