package io.scp2p.core.mutation;

import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.pitest.classpath.CodeSource;
import org.pitest.mutationtest.build.MutationGrouper;
import org.pitest.mutationtest.build.MutationGrouperFactory;
import org.pitest.mutationtest.commandline.OptionsParser;
import org.pitest.mutationtest.commandline.ParseResult;
import org.pitest.mutationtest.commandline.PluginFilter;
import org.pitest.mutationtest.config.PluginServices;
import org.pitest.mutationtest.config.ReportOptions;
import org.pitest.mutationtest.config.SettingsFactory;
import org.pitest.mutationtest.engine.MutationDetails;
import org.pitest.mutationtest.tooling.AnalysisResult;
import org.pitest.mutationtest.tooling.EntryPoint;

/**
 * PIT with its own options, but with the mutants of many classes in one process. PIT itself begins
 * a process for each class, and each begins by running every test class that it may need, to see
 * what tests there are: most of the time went into that.
 */
public final class Mutants {
  private static final int MUTANTS_OF_A_PROCESS = 150;

  private Mutants() {}

  /** Takes the options of PIT's command line. */
  public static void main(String[] args) throws Exception {
    PluginServices plugins = PluginServices.makeForContextLoader();
    ParseResult parsed = new OptionsParser(new PluginFilter(plugins)).parse(args);
    if (!parsed.isOk()) {
      throw new IllegalArgumentException(parsed.getErrorMessage().orElse("options"));
    }
    AnalysisResult result =
        new EntryPoint()
            .execute(
                new File("."),
                parsed.getOptions(),
                new Settings(parsed.getOptions(), plugins),
                Map.of());
    if (result.getError().isPresent()) {
      throw result.getError().get();
    }
  }

  private static final class Settings extends SettingsFactory {
    Settings(ReportOptions options, PluginServices plugins) {
      super(options, plugins);
    }

    @Override
    public MutationGrouperFactory getMutationGrouper() {
      return new Grouping();
    }
  }

  private static final class Grouping implements MutationGrouperFactory {
    @Override
    public String description() {
      return "Many classes in one process";
    }

    @Override
    public MutationGrouper makeFactory(
        Properties properties, CodeSource code, int threads, int unitSize) {
      return (classes, mutants) -> groups(mutants);
    }
  }

  private static List<List<MutationDetails>> groups(Collection<MutationDetails> mutants) {
    List<MutationDetails> sorted = new ArrayList<>(mutants);
    sorted.sort(Comparator.comparing(MutationDetails::getId));
    List<List<MutationDetails>> groups = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += MUTANTS_OF_A_PROCESS) {
      int to = Math.min(sorted.size(), from + MUTANTS_OF_A_PROCESS);
      groups.add(List.copyOf(sorted.subList(from, to)));
    }
    return groups;
  }
}
