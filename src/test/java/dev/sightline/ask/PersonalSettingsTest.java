package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ask.PersonalSettings.Chosen;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Erasure;
import dev.sightline.ledger.Identities;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.Links;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class PersonalSettingsTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef ADA_ABROAD = new PersonRef(Platform.DISCORD, "G1", "77", "ada#");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "U2", "Ben");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Identities identities;
  private Links links;
  private PersonalSettings settings;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  PersonalSettingsTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    identities = new Ledger(store, () -> now, Budget.unlimited(ZoneOffset.UTC)).identities();
    links = new Links(store, () -> now, identities);
    settings = new PersonalSettings(store, () -> now, identities);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whoeverSetNothingLeavesItToTheConfiguration() {
    settings.prefer(BEN, "fal");

    assertThat(settings.of(ADA)).isEqualTo(Chosen.NONE);
  }

  @Test
  void oneSettingIsChangedWithoutTheOther() {
    settings.prefer(ADA, "fal");
    settings.think(ADA, false);

    assertThat(settings.of(ADA)).isEqualTo(new Chosen("fal", false));

    settings.prefer(ADA, null);

    assertThat(settings.of(ADA)).isEqualTo(new Chosen(null, false));
  }

  @Test
  void settingsSurviveARestart() {
    settings.think(ADA, true);
    store.close();
    open();

    assertThat(settings.of(ADA)).isEqualTo(new Chosen(null, true));
  }

  @Test
  void linkedPersonHasWhatWasSetLastOnEitherPlatform() {
    settings.prefer(ADA, "fal");
    later();
    settings.prefer(ADA_ABROAD, "gemini");
    links.enter(ADA_ABROAD, links.offer(ADA));

    assertThat(settings.of(ADA).route()).isEqualTo("gemini");

    later();
    settings.think(ADA, true);

    assertThat(settings.of(ADA_ABROAD)).isEqualTo(new Chosen("gemini", true));
  }

  @Test
  void partedPersonKeepsWhatEachIdentitySet() {
    links.enter(ADA_ABROAD, links.offer(ADA));
    settings.prefer(ADA, "fal");
    links.part(ADA);

    assertThat(settings.of(ADA).route()).isEqualTo("fal");
    assertThat(settings.of(ADA_ABROAD)).isEqualTo(Chosen.NONE);
  }

  @Test
  void forgottenPersonHasSetNothing() {
    settings.prefer(ADA, "fal");
    settings.prefer(BEN, "fal");

    var ada = new Identities.Identity(ADA.platform(), ADA.id(), ADA.name());
    new Traces(store).erase(new Erasure.Renamed(ada, "forgotten-1"));

    assertThat(settings.of(ADA)).isEqualTo(Chosen.NONE);
    assertThat(settings.of(BEN).route()).isEqualTo("fal");
  }

  private void later() {
    now = now.plusSeconds(1);
  }
}
