namespace Bothy.Bench.Neighbours;

/// <summary>Something that takes all it gets, for as long as it lives.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Script">
/// For <c>sh</c>, without single quotes, in a directory on the environment's disk that its user may write to. What can fail makes the file <see cref="Proof"/> there
/// when it had an effect: a hog that is refused everything is a good neighbour.
/// </param>
internal sealed record Hog(string Name, string Script, bool CanFail = false)
{
    /// <summary>In the home directory.</summary>
    public const string Proof = "bitten";

    // inotify_init1(2) and inotify_add_watch(2) have no other way in from here.
    private const string Inotify =
        """perl -e "while (1) { my \$i = syscall(294, 0); select undef, undef, undef, 0.01 if \$i < 0; syscall(254, \$i, q(/tmp/) . \$_, 2) for 1..100 }" """;

    public static IReadOnlyList<Hog> All { get; } =
    [
        new("16 spinners", "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do while :; do :; done & done; wait"),
        new("a fork bomb", "f() { f | f & }; while :; do f; sleep 0.1; done"),
        new("a memory hog", """while :; do perl -e "push @a, q(x) x 1e6 while 1"; done"""),
        new("a disk hog", $"while :; do dd if=/dev/zero of=fill bs=1M; test -s fill && touch {Proof}; sync; rm -f fill; done", CanFail: true),
        new("an inode hog", $$"""mkdir many && touch {{Proof}}; perl -e "while (1) { open my \$f, q(>), q(many/) . \$n++ or select undef, undef, undef, 0.01 }" """, CanFail: true),
        new("a descriptor hog", """while :; do perl -e "while (1) { open my \$f, q(<), q(/dev/null) or last; push @f, \$f } sleep 1"; done"""),
        new("an inotify hog", Inotify),
    ];
}
