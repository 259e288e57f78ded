// SPDX-License-Identifier: Apache-2.0
// Reads A<TAB>B lines, prints < = or > a line, as Maven's own ComparableVersion says.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class CompareMaven {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] pair = line.split("\t", -1);
      int order = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
      System.out.println(order < 0 ? "<" : order > 0 ? ">" : "=");
    }
  }
}
