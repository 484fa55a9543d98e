/** Variables of the environment that bundlers copy into the code they ship to the browser: a prefix of the name asks for it. */
const PREFIX = /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP)_(?=\w)/;

/** The name without the prefix, which no bundler ships: `OPENAI_API_KEY` of `NEXT_PUBLIC_OPENAI_API_KEY`; undefined where there is none. */
export function withoutPublicPrefix(variable: string): string | undefined {
  const prefix = PREFIX.exec(variable);
  return prefix ? variable.slice(prefix[0].length) : undefined;
}

/** Frameworks of this prefix have code that runs on a server beside the code that is shipped; the others only bundle. */
export function hasServerSide(variable: string): boolean {
  return /^(?:NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC)_/.test(variable);
}
