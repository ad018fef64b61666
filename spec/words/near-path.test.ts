import { expect, test } from "vitest";
import { slashProblems, wrongCharacters } from "./near-path.ts";

test.each<[pairs: [string, string][], wrong: number | undefined]>([
  [[], 0],
  [[["status", "STATUS"]], 0],
  [[["status", "sttus"]], 1],
  [[["status", "statusss"]], 2],
  [[["status", "statussss"]], undefined],
  [[["status", "sxxxus"]], undefined],
  // A third of all of them, wherever it stands.
  [
    [
      ["agents", "agents"],
      ["status", "sxxxus"],
    ],
    3,
  ],
  [[["a", "b"]], undefined],
])("%j has %s wrong characters", (pairs, wrong) => {
  expect(wrongCharacters(pairs)).toBe(wrong);
});

const tooMuch = "a slash at the end is too much";
const missing = "a slash at the end is missing";
test.each<[sent: string, path: string, ...problems: string[]]>([
  ["/a", "/a"],
  ["/a/", "/a", tooMuch],
  ["/a//", "/a", tooMuch],
  ["/a", "/a/", missing],
  ["/a/", "/a/"],
  ["//a", "/a", "a slash is doubled"],
  ["/a//b/", "/a/b", "a slash is doubled", tooMuch],
  ["/a//b", "/a//b"],
  ["/", "/"],
  ["/", ""],
  ["", ""],
])("%s beside %s", (sent, path, ...problems) => {
  expect(slashProblems(sent, path)).toEqual(problems);
});
