import fc from "fast-check";

// Every run of CI tries the same values, so that what is red there is red anywhere; a run on a laptop tries others.
if (process.env.CI) fc.configureGlobal({ seed: 20_261_201 });
