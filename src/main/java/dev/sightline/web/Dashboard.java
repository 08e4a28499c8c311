package dev.sightline.web;

import dev.sightline.ledger.Spending;
import dev.sightline.ledger.SpendingFilter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pages on which admins see what is spent, and set budgets. All of them are below [#PATH] and
/// behind a [DashboardPass]; a refusal shows nothing and is logged. They work without scripts.
final class Dashboard {
  static final String PATH = "/dashboard";
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final int MOST_LOGGED_CHARS = 200;
  private static final int LAST_ASKS = 20;

  private final DashboardBooks books;
  private final DashboardPass pass;
  private final BudgetPages budgets;
  private final PausePages pauses;
  private final DashboardPage page;

  Dashboard(DashboardBooks books, DashboardPass pass) {
    this.books = books;
    this.pass = pass;
    this.budgets = new BudgetPages(books.budgets(), books.use());
    this.pauses = new PausePages(books.pauses(), new Moments(books.spending().zone()));
    this.page =
        new DashboardPage(books.spending().zone(), pass.asksForToken(), books.budgets().currency());
  }

  /// Whether a request is for one of its pages, or for what would be one.
  static boolean isAt(Context context) {
    return context.path().equals(PATH) || context.path().startsWith(PATH + "/");
  }

  /// Adds its pages.
  void route(RoutesConfig routes) {
    routes.before(context -> {
      if (isAt(context)) {
        pass.check(context);
      }
    });
    routes.get(PATH, this::show);
    routes.get(PATH + "/usage.csv", this::export);
    routes.get(PATH + "/live", this::live);
    routes.get(DashboardPass.LOGIN, this::loginForm);
    routes.post(DashboardPass.LOGIN, this::login);
    routes.get(DashboardLink.PATH, this::enterForm);
    routes.post(DashboardLink.PATH, this::enter);
    routes.post(PATH + "/logout", this::logout);
    budgets.route(routes, PATH + "/budgets");
    pauses.route(routes, PATH + "/pauses");
  }

  /// Answers a request that is not let in.
  void refuse(WebRefusal refusal, Context context) {
    LOG.warn(
        "Dashboard refused {} {} to {}: {} {}",
        context.method(),
        printable(context.path()),
        context.ip(),
        refusal.status(),
        refusal.sentence());
    context.status(refusal.status());
    boolean isPage = List.of("GET", "POST").contains(context.method().name());
    if (!isPage || context.path().endsWith("/live") || context.path().endsWith(".csv")) {
      context.json(Map.of("error", refusal.sentence()));
    } else if (refusal.status() == 401 && context.path().equals(DashboardLink.PATH)) {
      html(context, DashboardFrame.login(PATH, refusal.sentence()));
    } else if (refusal.status() == 401 || context.path().equals(DashboardPass.LOGIN)) {
      String problem = context.method().name().equals("GET") ? "" : refusal.sentence();
      html(context, DashboardFrame.login(wanted(context), problem));
    } else {
      html(context, DashboardFrame.sentence(refusal.sentence()));
    }
  }

  private static String printable(String path) {
    String shown = path.length() > MOST_LOGGED_CHARS ? path.substring(0, MOST_LOGGED_CHARS) : path;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  static void html(Context context, Html page) {
    context.html(page.markup());
  }

  private void show(Context context) {
    Spending spending = books.spending();
    FilterQuery query = FilterQuery.read(context::queryParam, spending.today());
    SpendingFilter filter = query.filter();
    html(
        context,
        page.of(
            query,
            spending.report(filter),
            books.asks().running(),
            books.asks().last(filter, spending.zone(), LAST_ASKS),
            pauses.section(),
            budgets.section(),
            BudgetPages.said(context),
            spending.now()));
  }

  private void export(Context context) throws IOException {
    FilterQuery query = FilterQuery.read(context::queryParam, books.spending().today());
    if (!query.problem().isEmpty()) {
      throw new WebRefusal(400, query.problem());
    }
    context.contentType("text/csv; charset=utf-8");
    context.header(
        "Content-Disposition",
        "attachment; filename=\"sightline-%s-%s.csv\""
            .formatted(query.filter().since(), query.filter().until()));
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8))) {
      books.spending().csv(query.filter(), out);
    }
  }

  private void live(Context context) {
    context.json(page.live(books.asks().running(), books.spending().now()));
  }

  private void loginForm(Context context) {
    html(context, DashboardFrame.login(PATH, ""));
  }

  private void login(Context context) {
    pass.login(context, context.formParam("token"));
    context.redirect(local(context.formParam("to")), HttpStatus.SEE_OTHER);
  }

  /// A page with a button, so that whoever only looks at what a link leads to does not use it up.
  private void enterForm(Context context) {
    html(context, DashboardFrame.enter(String.valueOf(context.queryParam("code"))));
  }

  private void enter(Context context) {
    pass.enter(context, context.formParam("code"));
    context.redirect(PATH, HttpStatus.SEE_OTHER);
  }

  private void logout(Context context) {
    pass.logout(context);
    context.redirect(DashboardPass.LOGIN, HttpStatus.SEE_OTHER);
  }

  /// Where somebody wanted to go who has to log in first.
  private static String wanted(Context context) {
    if (context.path().equals(DashboardPass.LOGIN)) {
      return local(context.formParam("to"));
    }
    String query = context.queryString();
    boolean isRead = context.method().name().equals("GET");
    return isRead ? local(context.path() + (query == null ? "" : "?" + query)) : PATH;
  }

  /// The path, if it is one of ours.
  private static String local(@Nullable String path) {
    if (path == null) {
      return PATH;
    }
    boolean isOurs =
        (path.equals(PATH) || path.startsWith(PATH + "?") || path.startsWith(PATH + "/"))
            && path.chars().allMatch(sign -> sign > ' ' && sign < 127 && sign != '\\');
    return isOurs ? path : PATH;
  }
}
