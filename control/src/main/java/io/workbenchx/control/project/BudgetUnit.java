package io.workbenchx.control.project;

/** What budgets are kept in. */
public enum BudgetUnit {
    USD,
    CPU_SECONDS,
    GPU_SECONDS,
    TOKENS
}
