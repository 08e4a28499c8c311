package dev.sightline.web;

import dev.sightline.ask.AskList;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.Pauses;
import dev.sightline.ledger.Spending;

/// What the dashboard shows, and what it changes: the budgets, and who has to wait.
public record DashboardBooks(
    Spending spending, AskList asks, BudgetBook budgets, BudgetUse use, Pauses pauses) {}
