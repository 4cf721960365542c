package io.scp2p.api.share;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to publish.
 *
 * @param source where the content comes from
 * @param updates the share this is a new version of, or null for a new share
 * @param title for people, or null
 * @param description for people, or null
 * @param tags for the search of others, on every item
 * @param visibility whether it is listed
 * @param communities where it is bound to
 * @param expiresAt until when followers accept this version, or null for no end
 */
public record SharePlan(
    Source source,
    @Nullable ShareId updates,
    @Nullable String title,
    @Nullable String description,
    Set<String> tags,
    Visibility visibility,
    Set<CommunityId> communities,
    @Nullable Instant expiresAt) {
  /** Unlisted until somebody says otherwise, as in the reference (specification section 9.2). */
  public static final Visibility DEFAULT_VISIBILITY = Visibility.PRIVATE;

  /** Takes copies of the sets. */
  public SharePlan {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(visibility, "visibility");
    tags = Set.copyOf(tags);
    communities = Set.copyOf(communities);
  }

  /**
   * A folder with everything in it. Links that lead out of it and special files are left out.
   *
   * @param folder an existing folder; its files are served in place
   * @return a builder
   */
  public static Builder folder(Path folder) {
    return new Builder(new Source.Folder(folder));
  }

  /**
   * Some files, side by side; and folders, each under its name with what is in it.
   *
   * @param files existing files and folders; they are served in place
   * @return a builder
   */
  public static Builder files(List<Path> files) {
    return new Builder(new Source.Files(files));
  }

  /**
   * A text, kept by the node itself.
   *
   * @param name its file name
   * @param text its content
   * @return a builder
   */
  public static Builder text(String name, String text) {
    return new Builder(new Source.Text(name, text));
  }

  /** Where the content of a share comes from. */
  public sealed interface Source {
    /**
     * A folder.
     *
     * @param path an existing folder
     */
    record Folder(Path path) implements Source {
      /** Requires the path. */
      public Folder {
        Objects.requireNonNull(path, "path");
      }
    }

    /**
     * Files and folders, side by side.
     *
     * @param paths existing files and folders, at least one; a folder has its name for itself
     */
    record Files(List<Path> paths) implements Source {
      /** Refuses an empty list. */
      public Files {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
          throw new IllegalArgumentException("a share of files needs at least one");
        }
      }
    }

    /**
     * A text.
     *
     * @param name its file name
     * @param content what it says
     */
    record Text(String name, String content) implements Source {
      /** Requires both. */
      public Text {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(content, "content");
      }

      /** Without the content: logs carry no user data. */
      @Override
      public String toString() {
        return "Text[" + content.length() + " characters]";
      }
    }
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Source source;
    private final Set<String> tags = new LinkedHashSet<>();
    private final Set<CommunityId> communities = new LinkedHashSet<>();
    private @Nullable ShareId updates;
    private @Nullable String title;
    private @Nullable String description;
    private Visibility visibility = DEFAULT_VISIBILITY;
    private @Nullable Instant expiresAt;

    private Builder(Source source) {
      this.source = Objects.requireNonNull(source, "source");
    }

    /**
     * Makes it a new version of a share of this node. Unchanged files are not hashed again.
     *
     * @param share an existing share
     * @return this builder
     */
    public Builder updating(ShareId share) {
      updates = Objects.requireNonNull(share, "share");
      return this;
    }

    /**
     * Sets the title.
     *
     * @param value for people
     * @return this builder
     */
    public Builder title(String value) {
      title = Objects.requireNonNull(value, "title");
      return this;
    }

    /**
     * Sets the description.
     *
     * @param value for people
     * @return this builder
     */
    public Builder description(String value) {
      description = Objects.requireNonNull(value, "description");
      return this;
    }

    /**
     * Adds a tag to every item.
     *
     * @param value a word
     * @return this builder
     */
    public Builder tag(String value) {
      tags.add(Objects.requireNonNull(value, "tag"));
      return this;
    }

    /**
     * Sets whether it is listed; {@link #DEFAULT_VISIBILITY} if not called.
     *
     * @param value public or private
     * @return this builder
     */
    public Builder visibility(Visibility value) {
      visibility = Objects.requireNonNull(value, "visibility");
      return this;
    }

    /**
     * Binds it to a community; only public shares are listed there.
     *
     * @param community one this node has joined
     * @return this builder
     */
    public Builder community(CommunityId community) {
      communities.add(Objects.requireNonNull(community, "community"));
      return this;
    }

    /**
     * Lets this version expire.
     *
     * @param value until when followers accept it
     * @return this builder
     */
    public Builder expiresAt(Instant value) {
      expiresAt = Objects.requireNonNull(value, "expiresAt");
      return this;
    }

    /** {@return the plan} */
    public SharePlan build() {
      return new SharePlan(
          source, updates, title, description, tags, visibility, communities, expiresAt);
    }
  }
}
