package dev.sightline.store;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Statements of one transaction whose results nobody needs, sent together: to a server in one
/// message, so that the locks that they take are held for one way there and back. Used by one
/// thread.
public final class Together {
  private final List<String> statements = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();

  /// Appends a statement.
  ///
  /// @param sql with a question mark for each of the values
  public Together add(String sql, List<Object> more) {
    statements.add(sql);
    values.addAll(more);
    ends.add(values.size());
    return this;
  }

  /// Runs all of them, in their order.
  void run(Handle handle, boolean isServer) {
    if (isServer) {
      run(handle, String.join(";\n", statements), values);
      return;
    }
    var from = 0;
    for (var i = 0; i < statements.size(); i++) {
      run(handle, statements.get(i), values.subList(from, ends.get(i)));
      from = ends.get(i);
    }
  }

  private static void run(Handle handle, String sql, List<Object> values) {
    handle.execute(sql, values.toArray());
  }
}
