package dev.sightline.sim.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.modals.Modal;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DiscordSimInteractionTest {
  private DiscordSim sim;
  private SimChannel general;
  private SimUser ann;
  private JdaClient client;

  @BeforeEach
  void start() throws InterruptedException {
    sim = DiscordSim.start();
    SimGuild guild = sim.guild("Workshop");
    general = guild.channel("general");
    ann = guild.member("ann");
    client = JdaClient.connect(sim).ready();
    client
        .jda()
        .updateCommands()
        .addCommands(
            Commands.slash("look", "Look at a picture")
                .addOption(OptionType.ATTACHMENT, "image", "The picture", true)
                .addOption(OptionType.STRING, "question", "What to ask", false, true),
            Commands.message("Describe image"))
        .complete();
  }

  @AfterEach
  void stop() {
    client.close();
    sim.close();
  }

  @Test
  void registeredCommandsAreRemembered() {
    assertThat(sim.commands())
        .extracting(command -> command.path("name").asText())
        .containsExactly("look", "Describe image");
  }

  @Test
  void slashCommandIsDeferredRewrittenAndFollowedUp() {
    SimInteraction look =
        general
            .slash(ann, "look")
            .file("image", SimFile.image("cat.png", "image/png", Pictures.png(4, 4)))
            .option("question", "what is it?")
            .send();

    SlashCommandInteractionEvent event = heard(SlashCommandInteractionEvent.class);
    InteractionHook hook = event.deferReply().complete();
    SimMessage original = look.original();
    assertThat(original).isNotNull();
    assertThat(original.isThinking()).isTrue();
    hook.editOriginal("a cat").complete();
    hook.sendMessage("and a mouse").complete();

    assertThat(event.getOption("question", OptionMapping::getAsString)).isEqualTo("what is it?");
    assertThat(event.getOption("image", OptionMapping::getAsAttachment))
        .returns(4, Message.Attachment::getWidth)
        .matches(attachment -> attachment.getUrl().contains("/ephemeral-attachments/"));
    assertThat(original.content()).isEqualTo("a cat");
    assertThat(original.isThinking()).isFalse();
    assertThat(look.followups()).extracting(SimMessage::content).containsExactly("and a mouse");
    assertThat(look.timeToAcknowledge()).isLessThan(Duration.ofSeconds(3));
    assertThat(look.hasFailed()).isFalse();
  }

  @Test
  void ephemeralAnswersAreSeenByNobodyElse() {
    SimInteraction look = sendLook();

    heard(SlashCommandInteractionEvent.class).reply("only for you").setEphemeral(true).complete();

    assertThat(look.original()).isNotNull().matches(SimMessage::isEphemeral);
    assertThat(general.messages()).isEmpty();
    assertThat(sim.ledger().answersIn(general.id())).isEmpty();
    assertThat(sim.ledger().answers()).hasSize(1);
  }

  @Test
  void menuCommandCarriesItsTargetWhole() {
    SimMessage picture =
        general.post(
            ann, "look at this", SimFile.image("cat.png", "image/png", Pictures.png(4, 4)));
    picture.menu(ann, "Describe image");

    Message target = heard(MessageContextInteractionEvent.class).getTarget();
    assertThat(target.getContentRaw()).isEqualTo("look at this");
    assertThat(target.getAttachments()).hasSize(1);
  }

  @Test
  void clickUpdatesTheMessageItIsOn() {
    sendLook();
    heard(SlashCommandInteractionEvent.class)
        .reply("running")
        .addComponents(ActionRow.of(Button.danger("stop-1", "Stop")))
        .complete();

    SimInteraction click = sim.ledger().answers().getFirst().click(ann, "Stop");
    ButtonInteractionEvent pressed = heard(ButtonInteractionEvent.class);
    pressed.editMessage("stopped").setComponents(List.of()).complete();

    assertThat(pressed.getComponentId()).isEqualTo("stop-1");
    assertThat(click.original()).isSameAs(sim.ledger().answers().getFirst());
    assertThat(general.answers().getFirst().content()).isEqualTo("stopped");
    assertThat(general.answers().getFirst().buttons()).isEmpty();
  }

  @Test
  void formIsShownAndSentIn() {
    SimInteraction look = sendLook();
    TextInput why = TextInput.create("why", TextInputStyle.SHORT).build();
    heard(SlashCommandInteractionEvent.class)
        .replyModal(Modal.create("form-1", "Why?").addComponents(Label.of("Why", why)).build())
        .complete();

    look.submit("why", "because");

    ModalInteractionEvent form = heard(ModalInteractionEvent.class);
    assertThat(form.getModalId()).isEqualTo("form-1");
    assertThat(form.getValue("why")).isNotNull().returns("because", value -> value.getAsString());
  }

  @Test
  void choicesAreOfferedWhileTyping() {
    SimInteraction typing = general.slash(ann, "look").complete("question", "wh");

    heard(CommandAutoCompleteInteractionEvent.class).replyChoice("what?", "what?").complete();

    assertThat(typing.shown()).isNotNull();
    assertThat(typing.callbackType()).isEqualTo(8);
  }

  @Test
  void lateAcknowledgementIsUnknownAndThePersonReadsFailure() {
    sim.acknowledgeWithin(Duration.ZERO);
    SimInteraction look = sendLook();

    assertThatThrownBy(() -> heard(SlashCommandInteractionEvent.class).deferReply().complete())
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> assertThat(refused.getErrorCode()).isEqualTo(10062));
    assertThat(look.hasFailed()).isTrue();
    assertThat(sim.ledger().lateAcks()).hasSize(1);
  }

  @Test
  void secondAcknowledgementAndExpiredTokenAreRefused() throws IOException {
    SimInteraction look = sendLook();
    heard(SlashCommandInteractionEvent.class).deferReply().complete();

    try (PlainDiscord plain = new PlainDiscord(sim)) {
      String callback = "interactions/%d/%s/callback".formatted(look.id(), look.token());
      String original = "webhooks/%d/%s/messages/@original".formatted(sim.bot().id(), look.token());
      assertThat(plain.post(callback, "{\"type\":5}").code()).isEqualTo(40060);
      assertThat(plain.patch(original, "{\"content\":\"in time\"}").status()).isEqualTo(200);
      look.expire();
      assertThat(plain.patch(original, "{\"content\":\"late\"}").code()).isEqualTo(50027);
    }
  }

  @Test
  void unknownCommandOrOptionCannotBeUsed() {
    assertThatThrownBy(() -> general.slash(ann, "dance").send())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> general.slash(ann, "look").option("question", "x").send())
        .hasMessageContaining("image");
  }

  private SimInteraction sendLook() {
    return general
        .slash(ann, "look")
        .file("image", SimFile.of("a.bin", "application/octet-stream", ByteString.EMPTY))
        .send();
  }

  private <E extends GenericEvent> E heard(Class<E> kind) {
    await().untilAsserted(() -> assertThat(client.heard(kind)).hasSize(1));
    return client.heard(kind).getFirst();
  }
}
