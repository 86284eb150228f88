using Bothy.Devcontainers.Model;

namespace Bothy.Runner.Builds;

/// <summary>The shell script that builds in the build's sandbox; everything that comes from outside is a positional parameter.</summary>
internal static class BuildScript
{
    /// <summary>Where the repository lies inside, read-only.</summary>
    public const string Repository = "/run/bothy/repository";

    /// <summary>Where the stores with base images lie inside, by number, read-only.</summary>
    public const string Bases = "/run/bothy/bases";

    /// <summary>Where the result is put.</summary>
    public const string Output = "/run/bothy/output";

    /// <summary>The result's name in its layout.</summary>
    public const string Tag = "image";

    /// <summary>The file in the sandbox's <c>/tmp</c> that says where registries are.</summary>
    public const string Registries = "registries.conf";

    /// <summary>The line that carries the built image's id.</summary>
    public const string ResultMark = "bothy-built ";

    // $1 Dockerfile, $2 context, $3 program to run buildah with, or empty, $4 ids that need no output, $5 the bases' layers as files in a layout, $6 options
    // with the bases' stores; then options of the build. Steps in a chroot share the network of buildah itself, which needs none: it pulls nothing. A layer that lies in the layout
    // already, which for the bases' an empty file is enough for, is not written to it.
    private const string Text =
        """
        set -e
        dockerfile=$1 context=$2 wrapper=$3 known=$4 bases=$5 stores=$6
        shift 6
        $wrapper buildah $stores build --isolation chroot --layers --iidfile /tmp/image-id --file "$dockerfile" "$@" "$context"
        id=$(cat /tmp/image-id)
        case " $known " in
          *" $id "*) ;;
          *)
            mkdir -p /run/bothy/output/layout/blobs/sha256
            cd /run/bothy/output/layout/blobs/sha256
            [ -z "$bases" ] || touch $bases
            buildah $stores push --quiet --disable-compression "$id" oci:/run/bothy/output/layout:image
            ;;
        esac
        echo "bothy-built $id"
        """;

    /// <param name="bases">The images it builds on, whose stores are at <see cref="Bases"/> in this order.</param>
    /// <param name="known">Ids of images that are on this host already.</param>
    public static IReadOnlyList<string> Arguments(DockerfileBuild build, IReadOnlyList<BaseImages.BaseImage> bases, RelayedBuild? relayed, IEnumerable<string> known) =>
    [
        "/bin/sh", "-c", Text, "build", $"{Repository}/{build.Dockerfile}", $"{Repository}/{build.Context}", build.HasNetwork ? "" : "unshare --net",
        string.Join(' ', known), string.Join(' ', bases.Select(image => image.Image.DiffId.Split(':')[1])),
        relayed is null ? string.Join(' ', bases.Select((_, index) => $"--storage-opt overlay.imagestore={Bases}/{index}")) : $"--registries-conf /tmp/{Registries} --registries-conf-dir /nonexistent",
        .. Images(build, relayed),
        .. Options(build),
        .. bases.SelectMany(image => image.Written.SelectMany(written => (string[])["--build-context", $"{written}=container-image://{image.Name}"])),
    ];

    private static string[] Images(DockerfileBuild build, RelayedBuild? relayed) =>
        relayed is null ? ["--pull-never"] : [build.Pull ? "--pull" : "--pull=false", "--cache-from", $"{relayed.Address}/{RelayedBuild.Steps}"];

    private static IEnumerable<string> Options(DockerfileBuild build) =>
    [
        .. build.Target is null ? (string[])[] : ["--target", build.Target],
        .. build.NoCache ? (string[])["--no-cache"] : [],
        .. build.Arguments.SelectMany(pair => (string[])["--build-arg", $"{pair.Key}={pair.Value}"]),
        .. build.Labels.SelectMany(label => (string[])["--label", label]),
        .. build.Hosts.SelectMany(host => (string[])["--add-host", host]),
        .. build.ProcessLimits.SelectMany(limit => (string[])["--ulimit", limit]),
    ];

    public static IReadOnlyList<string> Environment { get; } =
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp", "TMPDIR=/tmp", "LC_ALL=C.UTF-8", "STORAGE_DRIVER=overlay",
        "BUILDAH_ISOLATION=chroot",
    ];
}
