/** What a release may be called: what git allows in a name, and no word that could pass for an option. */
export const VERSION = /^[^\p{Cc}\s~^:?*[\\-][^\p{Cc}\s~^:?*[\\]{0,199}$/u;
