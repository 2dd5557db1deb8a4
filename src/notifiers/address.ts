import type { Ports } from '../shell/ports';
import { Refused } from './deliver';

/** The address in a variable. What is wrong with it is told by the variable's name: an address is a secret. */
export function readAddress(variable: string, ports: Ports): URL {
  const address = ports.secret(variable)?.reveal().trim() ?? '';
  if (address === '') throw new Refused(`the variable ${variable} is not set`);
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw new Refused(`the variable ${variable} holds no http or https address`);
  return new URL(address);
}
