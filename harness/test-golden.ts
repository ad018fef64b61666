/**
 * A text without line and column: a golden keeps them only where they are what is tested, or one line more in a scenario
 * or a contract would break all of them. Knows places as the terminal, an annotation and JSON write them.
 */
export function withoutPlaces(text: string): string {
  return text
    .replace(/(\.(?:ya?ml|har)):\d+:\d+/g, "$1:LINE:COLUMN")
    .replace(/,line=\d+,col=\d+/g, ",line=LINE,col=COLUMN")
    .replace(/("(?:line|startLine)":) *\d+/g, '$1"LINE"')
    .replace(/("(?:column|startColumn)":) *\d+/g, '$1"COLUMN"');
}
