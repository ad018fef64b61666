import type { Profile } from "../../spec/profile.ts";

/**
 * Makes something once for each profile that asks for it. Profiles never change: a sandbox that is given other readings
 * is given another profile.
 */
export function perProfile<T>(make: (profile: Profile) => T): (profile: Profile) => T {
  const made = new WeakMap<Profile, T>();
  return (profile) => {
    const known = made.get(profile);
    if (known !== undefined) return known;
    const value = make(profile);
    made.set(profile, value);
    return value;
  };
}
