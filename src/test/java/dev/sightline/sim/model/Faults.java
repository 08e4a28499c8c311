package dev.sightline.sim.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What goes wrong with one call.
public record Faults(List<Fault> all) {
  public Faults {
    all = List.copyOf(all);
  }

  public boolean has(Fault.Quirk quirk) {
    return all.contains(quirk);
  }

  public <T extends Fault> Optional<T> find(Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /// These and more.
  public Faults and(List<Fault> more) {
    return new Faults(Stream.concat(all.stream(), more.stream()).toList());
  }
}
