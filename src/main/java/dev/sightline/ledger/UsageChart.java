package dev.sightline.ledger;

import dev.sightline.ledger.UsageReport.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/// Spend per day, stacked by model, as a PNG that can be read on a phone.
public final class UsageChart {
  /// The width of the picture.
  public static final int WIDTH_PX = 1200;

  /// The height of the picture.
  public static final int HEIGHT_PX = 800;

  /// The six most expensive models have a colour of their own; the rest shares grey.
  private static final int MOST_MODELS = 6;

  /// Okabe and Ito's colours, which colour-blind people can tell apart
  /// (<https://jfly.uni-koeln.de/color/>), in an order that suits light and dark.
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x2F7FC1),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xD55E00));

  private static final Color REST_COLOUR = new Color(0x9A9A9A);
  private static final String REST = "other models";
  private static final int MOST_LABELS = 10;
  private static final int MOST_LINES = 5;
  private static final BigDecimal LEAST_STEP = new BigDecimal("0.000000001");
  private static final int TITLE_PT = 34;
  private static final int TEXT_PT = 24;
  private static final int LEGEND_PX = 22;

  private UsageChart() {}

  /// How the picture is lit.
  public enum Look {
    LIGHT(new Color(0xFFFFFF), new Color(0x1D1C1D), new Color(0xE3E3E6)),
    DARK(new Color(0x1E1F22), new Color(0xE8E8E8), new Color(0x3A3C42));

    private final Color paper;
    private final Color ink;
    private final Color line;

    Look(Color paper, Color ink, Color line) {
      this.paper = paper;
      this.ink = ink;
      this.line = line;
    }
  }

  /// The bytes of a PNG, [#WIDTH_PX] by [#HEIGHT_PX].
  public static byte[] png(UsageReport report, Look look, DisplayCurrency currency) {
    var month = DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);
    var today = report.today();
    return report.isMonth()
        ? png(
            report,
            look,
            new Frame(
                month.format(report.since()),
                "d",
                today.withDayOfMonth(today.lengthOfMonth()),
                currency))
        : png(report, look, new Frame("Since " + report.since(), "d MMM", today, currency));
  }

  /// As [#png(UsageReport, Look, DisplayCurrency)], of the days of a report.
  public static byte[] png(SpendingReport report, Look look, DisplayCurrency currency) {
    var filter = report.filter();
    var days =
        report.byDay().stream()
            .map(day -> new UsageReport.Day(day.date(), sum(day), day.costByModel()))
            .toList();
    var models =
        report.models().lines().stream()
            .map(line -> new UsageReport.Line(line.label(), line.totals()))
            .toList();
    var usage =
        new UsageReport(
            filter.since(),
            filter.until(),
            days.getLast().totals(),
            report.whole(),
            days,
            models,
            List.of());
    var title = "%s to %s".formatted(filter.since(), filter.until());
    return png(usage, look, new Frame(title, "d MMM", filter.until(), currency));
  }

  private static UsageReport.Totals sum(SpendingReport.Day day) {
    var cost = day.costByModel().values().stream().reduce(NanoUsd.ZERO, NanoUsd::plus);
    return new UsageReport.Totals(0, 0, 0, cost, NanoUsd.ZERO, 0);
  }

  /// What stands around the bars.
  ///
  /// @param format of the days
  /// @param last day that is drawn
  private record Frame(String title, String format, LocalDate last, DisplayCurrency currency) {}

  private static byte[] png(UsageReport report, Look look, Frame frame) {
    var out = new ByteArrayOutputStream();
    try {
      ChartUtils.writeChartAsPNG(out, chart(report, look, frame), WIDTH_PX, HEIGHT_PX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static JFreeChart chart(UsageReport report, Look look, Frame frame) {
    var models =
        report.byModel().stream().filter(line -> line.totals().cost().nanos() > 0).toList();
    var named = models.stream().limit(MOST_MODELS).map(Line::label).toList();
    var plot =
        new CategoryPlot(
            data(report, named, frame),
            days(look),
            amounts(report, look, frame.currency),
            bars(named));
    plot.setBackgroundPaint(look.paper);
    plot.setOutlineVisible(false);
    plot.setRangeGridlinePaint(look.line);
    plot.setRangeGridlineStroke(new BasicStroke(2));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setRangeGridlinesVisible(!named.isEmpty());
    plot.getRangeAxis().setVisible(!named.isEmpty());
    plot.setNoDataMessage("Nothing was spent yet");
    plot.setNoDataMessageFont(font(Font.PLAIN, TEXT_PT));
    plot.setNoDataMessagePaint(look.ink);
    var chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(look.paper);
    chart.setPadding(new RectangleInsets(24, 24, 24, 32));
    chart.setTextAntiAlias(true);
    chart.addSubtitle(title(report, look, frame));
    if (!named.isEmpty()) {
      chart.addSubtitle(legend(plot, look));
    }
    return chart;
  }

  private static DefaultCategoryDataset data(UsageReport report, List<String> named, Frame frame) {
    var data = new DefaultCategoryDataset();
    var columns = columns(report, frame);
    for (var column : columns) {
      for (var model : named) {
        data.addValue(0, model, column);
      }
    }
    for (var i = 0; i < report.byDay().size(); i++) {
      var day = report.byDay().get(i);
      var rest = day.totals().cost();
      for (var model : named) {
        var cost = day.costByModel().getOrDefault(model, NanoUsd.ZERO);
        rest = new NanoUsd(rest.nanos() - cost.nanos());
        data.setValue(frame.currency.amount(cost), model, columns.get(i));
      }
      if (rest.nanos() != 0) {
        data.setValue(frame.currency.amount(rest), REST, columns.get(i));
      }
    }
    return data;
  }

  /// A month is drawn to its end, so that it looks the same all month long.
  private static List<Column> columns(UsageReport report, Frame frame) {
    var days = report.since().datesUntil(frame.last.plusDays(1)).toList();
    var every = Math.ceilDiv(days.size(), MOST_LABELS);
    var format = DateTimeFormatter.ofPattern(frame.format, Locale.ENGLISH);
    return IntStream.range(0, days.size())
        .mapToObj(i -> new Column(days.get(i), i % every == 0 ? format.format(days.get(i)) : ""))
        .toList();
  }

  private static CategoryAxis days(Look look) {
    var axis = new CategoryAxis();
    axis.setTickLabelFont(font(Font.PLAIN, TEXT_PT));
    axis.setTickLabelPaint(look.ink);
    axis.setAxisLinePaint(look.line);
    axis.setTickMarksVisible(false);
    axis.setTickLabelInsets(new RectangleInsets(10, 0, 0, 0));
    axis.setCategoryMargin(0.25);
    axis.setLowerMargin(0.01);
    axis.setUpperMargin(0.01);
    // Most columns have no label, so the others may be wider than their column.
    axis.setMaximumCategoryLabelWidthRatio(MOST_LABELS);
    return axis;
  }

  private static NumberAxis amounts(UsageReport report, Look look, DisplayCurrency currency) {
    var axis = new NumberAxis();
    axis.setTickUnit(step(report, currency));
    axis.setTickLabelFont(font(Font.PLAIN, TEXT_PT));
    axis.setTickLabelPaint(look.ink);
    axis.setTickLabelInsets(new RectangleInsets(0, 0, 0, 12));
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
    axis.setUpperMargin(0.08);
    return axis;
  }

  /// One, two or five of a decimal place, so that a handful of lines reach the dearest day.
  private static NumberTickUnit step(UsageReport report, DisplayCurrency currency) {
    var most =
        report.byDay().stream()
            .map(day -> day.totals().cost())
            .max(Comparator.naturalOrder())
            .map(currency::amount)
            .orElse(BigDecimal.ZERO);
    var decade = LEAST_STEP;
    while (lines(most, decade) > 10 * MOST_LINES) {
      decade = decade.movePointRight(1);
    }
    var step = decade;
    for (var factor : new int[] {2, 5, 10}) {
      step = lines(most, step) > MOST_LINES ? decade.multiply(BigDecimal.valueOf(factor)) : step;
    }
    var decimals =
        Math.max(currency.currency().getDefaultFractionDigits(), step.stripTrailingZeros().scale());
    return new NumberTickUnit(step.doubleValue(), currency.format(decimals, decimals));
  }

  private static double lines(BigDecimal most, BigDecimal step) {
    return most.divideToIntegralValue(step).doubleValue();
  }

  private static StackedBarRenderer bars(List<String> named) {
    var bars = new StackedBarRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setDrawBarOutline(false);
    bars.setMaximumBarWidth(0.06);
    for (var i = 0; i < named.size(); i++) {
      bars.setSeriesPaint(i, COLOURS.get(i));
    }
    bars.setSeriesPaint(named.size(), REST_COLOUR);
    bars.setDefaultLegendShape(new Rectangle(LEGEND_PX, LEGEND_PX));
    bars.setLegendItemLabelGenerator(
        (data, series) -> Footer.modelName(data.getRowKey(series).toString()));
    return bars;
  }

  private static TextTitle title(UsageReport report, Look look, Frame frame) {
    var mark = report.whole().estimated().nanos() == 0 ? "" : "est. ";
    var sum = mark + frame.currency.rounded(report.whole().cost());
    var title = new TextTitle(frame.title + Footer.DOT + sum, font(Font.BOLD, TITLE_PT));
    title.setPaint(look.ink);
    title.setHorizontalAlignment(HorizontalAlignment.LEFT);
    title.setPadding(0, 8, 24, 0);
    return title;
  }

  private static LegendTitle legend(CategoryPlot plot, Look look) {
    var legend = new LegendTitle(plot);
    legend.setItemFont(font(Font.PLAIN, TEXT_PT));
    legend.setItemPaint(look.ink);
    legend.setBackgroundPaint(look.paper);
    legend.setFrame(BlockBorder.NONE);
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
    legend.setLegendItemGraphicPadding(new RectangleInsets(4, 8, 4, 8));
    legend.setItemLabelPadding(new RectangleInsets(2, 2, 2, 24));
    legend.setPadding(20, 0, 0, 0);
    return legend;
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /// The place of a day on the axis; drawn as its text.
  private record Column(LocalDate date, String text) implements Comparable<Column> {
    @Override
    public int compareTo(Column other) {
      return date.compareTo(other.date);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
