package dev.sightline.web;

import dev.sightline.ask.AskList;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.Spending;

/// What the dashboard shows, and the one thing that it changes: the budgets.
public record DashboardBooks(Spending spending, AskList asks, BudgetBook budgets, BudgetUse use) {}
