package io.workbenchx.control.encryption;

/** What a data key is for; no key ever serves two purposes. */
public enum KeyPurpose {
    /** Values of secrets in the database. */
    SECRETS,
    /** Payloads of workflows, as the engine keeps them. */
    PAYLOADS,
    /** What front doors add to requests, such as the token of a service behind them. */
    SITES
}
