// Plain JavaScript that any Node reads, however old: whether this one is too old, in one sentence.
const needed = require("../package.json").engines.node.replace(/^>=/, "");
const numbers = (version) => version.split(".").map(Number);
const [major, minor] = numbers(needed);
const [ownMajor, ownMinor] = numbers(process.versions.node);
const isOld = ownMajor < major || (ownMajor === major && ownMinor < minor);

exports.refusal = isOld ? `needs Node ${needed} or newer; this is ${ownMajor}.${ownMinor}` : undefined;
